package org.e2vpt.harness.trial;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.training.EpochListener;

/** The epochs of one trial, kept as {@code curves/<id>.csv}. */
public final class Curve implements EpochListener {

  private static final String HEADER = "epoch,learning_rate,loss,images_per_second\n";

  private final StringBuilder epochs = new StringBuilder();

  @Override
  public void epoch(int epoch, double learningRate, double loss, double imagesPerSecond) {
    if (epoch == 1) { // training may begin anew, with smaller micro-batches
      epochs.setLength(0);
    }
    epochs.append(
        String.format(
            Locale.ROOT, "%d,%.8f,%.6f,%.1f\n", epoch, learningRate, loss, imagesPerSecond));
  }

  /** Writes it below the directory of the run, unless no epoch has ended. */
  public void write(Path directory, Trial trial) throws IOException {
    if (!epochs.isEmpty()) {
      AtomicText.write(directory.resolve("curves").resolve(trial.id() + ".csv"), HEADER + epochs);
    }
  }
}
