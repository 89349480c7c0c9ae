package org.e2vpt.harness.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.e2vpt.harness.data.TestImages;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.text.SpreadsheetText;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.tuned.TunedModel.Prediction;

/**
 * What a final run on a folder of the user's predicts of each test image, {@code
 * predictions/<id>.csv}: {@code image,class,predicted,probability}. A class is the name of its
 * folder; the probability is that of the predicted class.
 */
final class PredictionFile {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

  private final TestImages images;
  private final List<Prediction> predicted = new ArrayList<>();

  /** Nothing is predicted yet. */
  PredictionFile(TestImages images) {
    this.images = images;
  }

  /** Takes the logits of the next images, (B, C) in that order. */
  void add(float[] all) {
    int classes = images.names().size();
    for (int from = 0; from < all.length; from += classes) {
      float[] logits = Arrays.copyOfRange(all, from, from + classes);
      predicted.addAll(Prediction.of(logits, images.names(), 1));
    }
  }

  /** Writes what was predicted below the directory of the run. */
  void write(Path directory, Trial trial) throws IOException {
    StringBuilder lines = new StringBuilder("image,class,predicted,probability\n");
    for (int i = 0; i < predicted.size(); i++) {
      Prediction guess = predicted.get(i);
      lines
          .append(
              FORMAT.format(
                  SpreadsheetText.write(images.paths().get(i)),
                  SpreadsheetText.write(images.classes().get(i)),
                  SpreadsheetText.write(guess.name()),
                  String.format(Locale.ROOT, "%.4f", guess.probability())))
          .append('\n');
    }
    AtomicText.write(
        directory.resolve("predictions").resolve(trial.id() + ".csv"), lines.toString());
  }
}
