package org.e2vpt.harness.worker;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import org.e2vpt.harness.data.Tasks;

/**
 * What {@link Worker} processes are started from, and where what they print goes.
 *
 * @param classPath of the workers: this program and its libraries, and nothing of the process that
 *     starts them
 * @param properties system properties of the workers
 * @param logs folder of the logs; runners that shared it would mix theirs
 */
record WorkerLaunch(String classPath, ImmutableMap<String, String> properties, Path logs) {

  private static final String LOGS = "workers";

  /** From the program that is running now, by the only runner of the run in {@code directory}. */
  static WorkerLaunch here(Path directory) {
    return new WorkerLaunch(
        System.getProperty("java.class.path"), Tasks.properties(), directory.resolve(LOGS));
  }

  /** The same by one of many runners of the run in {@code directory}. */
  WorkerLaunch amongOthers(Path directory, String runner) {
    return new WorkerLaunch(classPath, properties, directory.resolve(LOGS).resolve(runner));
  }
}
