package org.e2vpt.cluster;

import java.nio.file.Path;
import org.e2vpt.harness.schedule.GpuUse;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.e2vpt.harness.worker.TrialRunnerFactory;

/** Makes a {@link SparkRunner} where {@code -Dspark.master} asks for one. */
public final class SparkRunnerFactory implements TrialRunnerFactory {

  @Override
  public TrialRunner open(
      String master, GpuUse gpus, Path directory, Workers workers, TrialListener listener) {
    return SparkRunner.open(master, gpus, directory, workers, listener);
  }
}
