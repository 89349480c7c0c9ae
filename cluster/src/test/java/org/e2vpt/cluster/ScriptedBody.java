package org.e2vpt.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.worker.TrialBody;
import org.e2vpt.harness.worker.WorkerSettings;

/**
 * Does what the trial's option {@code do} says. Its engine tells which GPU its process sees, and
 * whether Spark is on its class path.
 */
public final class ScriptedBody implements TrialBody {

  public ScriptedBody(WorkerSettings settings) {}

  @Override
  public String engine() {
    return "GPU " + System.getenv("CUDA_VISIBLE_DEVICES") + (seesSpark() ? " and Spark" : "");
  }

  private static boolean seesSpark() {
    try {
      Class.forName("org.apache.spark.SparkContext");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public Measured run(Trial trial, Path directory, EpochListener epochs) throws Exception {
    Files.createFile(
        begun(directory, trial).resolveSibling(trial.seed() + "-" + UUID.randomUUID()));
    switch (String.valueOf(trial.options().get("do"))) {
      case "succeed" -> {}
      case "crash" -> Runtime.getRuntime().halt(134);
      case "hang-once" -> {
        if (writePid(begun(directory, trial))) {
          new CountDownLatch(1).await();
        }
      }
      default -> throw new IllegalArgumentException(trial.describe());
    }
    return new Measured(trial.seed() + 0.5, 1.5, 10, 9, 100, 0.125, 150);
  }

  /** The file of a trial that hangs, with the id of its process. */
  static Path begun(Path directory, Trial trial) throws IOException {
    return Files.createDirectories(directory.resolve("begun")).resolve("hanging-" + trial.seed());
  }

  /** False if an earlier attempt did. */
  private static boolean writePid(Path file) throws IOException {
    if (Files.exists(file)) {
      return false;
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(temporary, Long.toString(ProcessHandle.current().pid()));
    Files.move(temporary, file);
    return true;
  }
}
