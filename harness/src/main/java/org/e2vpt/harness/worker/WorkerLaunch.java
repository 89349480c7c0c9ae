package org.e2vpt.harness.worker;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.tensor.Execution;

/**
 * What {@link Worker} processes are started from, and where what they print goes.
 *
 * @param classPath of the workers: this program and its libraries, and nothing of the process that
 *     starts them
 * @param choices system properties of the workers: what was chosen where the trials were planned
 * @param logs folder of the logs; runners that shared it would mix theirs
 */
record WorkerLaunch(String classPath, ImmutableMap<String, String> choices, Path logs) {

  private static final String LOGS = "workers";

  /** From the program that is running now, by the only runner of the run in {@code directory}. */
  static WorkerLaunch here(Path directory) {
    return new WorkerLaunch(
        System.getProperty("java.class.path"), chosen(), directory.resolve(LOGS));
  }

  /** The same by one of many runners of the run in {@code directory}. */
  WorkerLaunch amongOthers(Path directory, String runner) {
    return new WorkerLaunch(classPath, choices, directory.resolve(LOGS).resolve(runner));
  }

  /**
   * What the user chose for this process that a worker must know too: it reads what was planned
   * for, and computes with the same rounding. Paths are absolute, since a worker may start in
   * another folder.
   */
  static ImmutableMap<String, String> chosen() {
    ImmutableMap.Builder<String, String> choices = ImmutableMap.builder();
    for (String file : List.of("data.root", "lock")) {
      String chosen = System.getProperty(file);
      if (!Strings.isNullOrEmpty(chosen)) {
        choices.put(file, Path.of(chosen).toAbsolutePath().toString());
      }
    }
    return choices
        .putAll(Tasks.properties())
        .put(Execution.PRECISION, Execution.configured().precision().word())
        .buildOrThrow();
  }
}
