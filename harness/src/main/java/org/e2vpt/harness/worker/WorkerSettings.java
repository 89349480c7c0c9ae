package org.e2vpt.harness.worker;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.Tasks;

/**
 * What a worker process is told by system properties when it starts.
 *
 * @param device as the engine calls it
 * @param threads of computation
 * @param folder of the data
 */
public record WorkerSettings(String device, int threads, DataFolder folder) {

  private static final String DEVICE = "e2vpt.device";
  private static final String THREADS = "e2vpt.threads";

  /** Reads them, and where the users' folders lie. */
  static WorkerSettings of(Map<String, String> properties) {
    Tasks.know(properties);
    return new WorkerSettings(
        properties.getOrDefault(DEVICE, "cpu"),
        Integer.parseInt(properties.getOrDefault(THREADS, "1")),
        DataFolder.of(properties::get));
  }

  /** The properties that differ from worker to worker. */
  static ImmutableMap<String, String> properties(String device, int threads) {
    return ImmutableMap.of(DEVICE, device, THREADS, Integer.toString(threads));
  }
}
