package org.e2vpt.harness.worker;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.worker.LocalRunner.Workers;

/**
 * Makes the runner of a cluster. A module that is not always there provides one by {@link
 * ServiceLoader}, so that nobody else need know of it.
 */
public interface TrialRunnerFactory {

  /** The system property that asks for a cluster, by its address. */
  String MASTER = "spark.master";

  /**
   * A runner on the cluster {@code master}.
   *
   * @param workers what each worker is like; how many there are is the cluster's affair
   * @throws IllegalStateException if the cluster cannot run trials, saying why
   */
  TrialRunner open(String master, Path directory, Workers workers, TrialListener listener);

  /** Whether trials are to run on a cluster. */
  static boolean isClusterAsked() {
    return System.getProperty(MASTER) != null;
  }

  /**
   * The runner that the user asked for: on the cluster of the system property {@link #MASTER}, or
   * else in processes of this machine.
   *
   * @throws IllegalArgumentException if a cluster is asked for and no module provides it
   */
  static TrialRunner openAsked(Path directory, Workers workers, TrialListener listener) {
    String master = System.getProperty(MASTER);
    if (master == null) {
      return new LocalRunner(directory, workers, listener);
    }
    return ServiceLoader.load(TrialRunnerFactory.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("%s is '%s', but the module cluster is not on the class path; see"
                            + " docs/cluster.md, or leave the property away")
                        .formatted(MASTER, master)))
        .open(master, directory, workers, listener);
  }
}
