package org.e2vpt.harness.trial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.training.EpochListener;

/** The epochs of one trial, kept as {@code curves/<id>.csv}. */
public final class Curve implements EpochListener {

  private static final String HEADER = "epoch,learning_rate,loss,images_per_second";

  private final Map<Integer, String> epochs = new TreeMap<>();
  private final Map<Integer, String> accuracies = new TreeMap<>();

  @Override
  public void epoch(int epoch, double learningRate, double loss, double imagesPerSecond) {
    if (epoch == 1) { // training may begin anew, with smaller micro-batches
      epochs.clear();
      accuracies.clear();
    }
    epochs.put(
        epoch,
        String.format(
            Locale.ROOT, "%d,%.8f,%.6f,%.1f", epoch, learningRate, loss, imagesPerSecond));
  }

  @Override
  public void validated(int epoch, double accuracy) {
    accuracies.put(epoch, String.format(Locale.ROOT, "%.4f", accuracy));
  }

  /** Writes it below the directory of the run, unless no epoch has ended. */
  public void write(Path directory, Trial trial) throws IOException {
    if (!epochs.isEmpty()) {
      AtomicText.write(directory.resolve("curves").resolve(trial.id() + ".csv"), text());
    }
  }

  /** With a column of accuracies, if there is any. */
  private String text() {
    StringBuilder text = new StringBuilder(HEADER);
    text.append(accuracies.isEmpty() ? "\n" : ",accuracy\n");
    epochs.forEach(
        (epoch, line) -> {
          text.append(line);
          if (!accuracies.isEmpty()) {
            text.append(',').append(accuracies.getOrDefault(epoch, ""));
          }
          text.append('\n');
        });
    return text.toString();
  }
}
