package org.e2vpt.harness.worker;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.e2vpt.harness.schedule.GpuUse;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.worker.LocalRunner.Workers;

/**
 * Makes the runner of a cluster. A module that is not always there provides one by {@link
 * ServiceLoader}, so that nobody else need know of it.
 */
public interface TrialRunnerFactory {

  /**
   * A runner on the cluster {@code master}.
   *
   * @param gpus whether its workers compute on GPUs
   * @param workers what each worker is like; how many there are is the cluster's affair
   * @throws IllegalStateException if the cluster cannot run trials, saying why
   */
  TrialRunner open(
      String master, GpuUse gpus, Path directory, Workers workers, TrialListener listener);

  /**
   * The module that runs trials on clusters.
   *
   * @param master address of the cluster that is asked for
   * @throws IllegalArgumentException if there is none
   */
  static TrialRunnerFactory ofCluster(String master) {
    return ServiceLoader.load(TrialRunnerFactory.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("spark.master is '%s', but the module cluster is not on the class path; see"
                            + " docs/cluster.md, or omit the property")
                        .formatted(master)));
  }
}
