package org.e2vpt.harness.trial;

import java.nio.file.Path;
import java.util.Locale;
import org.e2vpt.harness.training.EpochListener;

/** The epochs of one trial, kept as {@code curves/<id>.csv}. */
final class Curve implements EpochListener {

  private final StringBuilder csv =
      new StringBuilder("epoch,learning_rate,loss,images_per_second\n");

  @Override
  public void epoch(int epoch, double learningRate, double loss, double imagesPerSecond) {
    csv.append(
        String.format(
            Locale.ROOT, "%d,%.8f,%.6f,%.1f\n", epoch, learningRate, loss, imagesPerSecond));
  }

  /** Writes it below the directory of the run. */
  void write(Path directory, Trial trial) {
    AtomicText.write(directory.resolve("curves").resolve(trial.id() + ".csv"), csv.toString());
  }
}
