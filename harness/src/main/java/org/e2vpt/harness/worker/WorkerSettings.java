package org.e2vpt.harness.worker;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.training.Checkpoint;

/**
 * What a worker process is told by system properties when it starts.
 *
 * @param device as the engine calls it
 * @param model of the processor or GPU; empty if nobody says
 * @param threads of computation
 * @param folder of the data
 * @param checkpoints the least time between two writes of a trial's checkpoint
 * @param keepsFull whether models are kept, too, of methods that train most of the backbone
 */
public record WorkerSettings(
    String device,
    String model,
    int threads,
    DataFolder folder,
    Duration checkpoints,
    boolean keepsFull) {

  /** The setting of {@link #keepsFull}, true or false. */
  public static final String KEEP_FULL = "keep.full";

  /** Seconds between two checkpoints: for tests, which cannot wait so long. */
  static final String CHECKPOINTS = "e2vpt.checkpoints";

  private static final String DEVICE = "e2vpt.device";
  private static final String MODEL = "e2vpt.model";
  private static final String THREADS = "e2vpt.threads";

  /** Without the model of the device, and as a worker that keeps models that are small. */
  public WorkerSettings(String device, int threads, DataFolder folder, Duration checkpoints) {
    this(device, "", threads, folder, checkpoints, false);
  }

  /** GPUs of different models give different numbers: dropout's depend on their size. */
  String kindOfDevice() {
    return device.equals(Device.CPU) ? device : "gpu " + model;
  }

  /** Reads them, and where the users' folders lie. */
  static WorkerSettings of(Map<String, String> properties) {
    Tasks.know(properties);
    return new WorkerSettings(
        properties.getOrDefault(DEVICE, "cpu"),
        properties.getOrDefault(MODEL, ""),
        Integer.parseInt(properties.getOrDefault(THREADS, "1")),
        DataFolder.of(properties::get),
        Optional.ofNullable(properties.get(CHECKPOINTS))
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
            .orElse(Checkpoint.INTERVAL),
        Boolean.parseBoolean(properties.get(KEEP_FULL)));
  }

  /** The properties that differ from worker to worker. */
  static ImmutableMap<String, String> properties(Device device, int threads) {
    return ImmutableMap.of(
        DEVICE, device.forEngine(), MODEL, device.model(), THREADS, Integer.toString(threads));
  }
}
