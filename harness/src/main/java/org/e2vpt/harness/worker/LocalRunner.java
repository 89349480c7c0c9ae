package org.e2vpt.harness.worker;

import com.google.common.util.concurrent.MoreExecutors;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.NativeCache;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.worker.WorkerMessage.Ended;

/**
 * Runs trials in {@link Worker} processes of this machine, one for each device.
 *
 * <p>A worker is kept from trial to trial. If it dies, by a native crash or by {@code kill -9}, one
 * attempt of one trial is lost, and the next trial gets a new worker.
 */
public final class LocalRunner implements TrialRunner {

  /**
   * What the workers are like.
   *
   * @param devices one for each worker
   * @param threads of computation in each worker
   * @param body class name of the {@link TrialBody}
   * @param deadline the most that one attempt may take, start of the worker included
   * @param properties system properties of the workers: what was chosen for the run, such as {@link
   *     DataFolder#settings} and {@link Execution#PRECISION}
   */
  public record Workers(
      List<Device> devices,
      int threads,
      String body,
      Duration deadline,
      Map<String, String> properties) {

    public Workers {
      devices = List.copyOf(devices);
      properties = Map.copyOf(properties);
      if (devices.isEmpty() || threads < 1) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "need a device and a thread for it, got devices %s with %d threads each",
                devices,
                threads));
      }
    }

    /**
     * Sees to it that the workers of this machine can compute, before a trial is lost on one that
     * cannot.
     *
     * @throws IllegalStateException if they cannot; the message says what to do
     */
    public void requireEngine() {
      if (devices.stream().anyMatch(device -> device.forEngine().equals(Device.CPU))) {
        NativeCache.prepare();
      }
    }
  }

  private final Path directory;
  private final Workers workers;
  private final WorkerLaunch launch;
  private final List<WorkerSlot> slots = new ArrayList<>();
  private final Deque<WorkerSlot> free;
  private final ExecutorService threads;
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final Clock clock = Clock.systemUTC();

  /**
   * Starts no worker yet: each slot does with its first trial.
   *
   * @param directory of the run; what the workers print goes to {@code workers/} below it
   */
  public LocalRunner(Path directory, Workers workers, TrialListener listener) {
    this(directory, workers, WorkerLaunch.here(directory), listener);
  }

  /** Starts no worker yet; the workers are started as {@code launch} says. */
  LocalRunner(Path directory, Workers workers, WorkerLaunch launch, TrialListener listener) {
    this.directory = directory;
    this.workers = workers;
    this.launch = launch;
    for (int i = 0; i < workers.devices().size(); i++) {
      Device device = workers.devices().get(i);
      WorkerLog log = new WorkerLog(launch.logs().resolve(i + ".log"));
      slots.add(
          new WorkerSlot(
              device,
              () -> WorkerProcess.start(command(device), log),
              workers.deadline(),
              timers,
              listener));
    }
    free = new ConcurrentLinkedDeque<>(slots);
    threads = Executors.newFixedThreadPool(slots.size());
  }

  @Override
  public int slots() {
    int left = (int) slots.stream().filter(slot -> !slot.isGivenUp()).count();
    return Math.max(1, left); // of none, a trial that is asked for says so
  }

  @Override
  public CompletableFuture<TrialResult> submit(Trial trial, int attempt, List<Trial> companions) {
    CompletableFuture<TrialResult> result = new CompletableFuture<>();
    try {
      threads.execute(() -> run(trial, attempt, companions, result));
    } catch (RejectedExecutionException e) {
      result.complete(result(trial, attempt, slots.get(0), WorkerSlot.notBegun()));
    }
    return result;
  }

  @Override
  public boolean pauses(Trial trial) {
    return true;
  }

  @Override
  public void pause() {
    slots.forEach(WorkerSlot::pause);
  }

  @Override
  public void forget(Trial trial) {
    Experiment.forget(directory, trial);
  }

  /** Kills the workers and waits until they are gone. */
  @Override
  public void close() {
    slots.forEach(WorkerSlot::close);
    MoreExecutors.shutdownAndAwaitTermination(threads, Duration.ofSeconds(20));
    timers.shutdownNow();
  }

  private void run(
      Trial trial, int attempt, List<Trial> companions, CompletableFuture<TrialResult> result) {
    try {
      if (!result.isCancelled()) {
        result.complete(ended(trial, attempt, companions, result));
      }
    } catch (Throwable e) { // this program's own fault: the caller must not wait for ever
      result.completeExceptionally(e);
    }
  }

  private TrialResult ended(
      Trial trial, int attempt, List<Trial> companions, CompletableFuture<?> caller) {
    WorkerSlot slot = free.pollFirst(); // there are as many slots as threads
    if (slot == null) {
      throw new IllegalStateException(
          "every device has been given up, since workers lost them again and again; see what"
              + " nvidia-smi says, and restart the machine");
    }
    try {
      return result(trial, attempt, slot, slot.run(trial, attempt, companions, caller));
    } finally {
      // First in line before the end is known: what is asked for next may be a companion of this
      // trial, which this worker has computed.
      if (!slot.isGivenUp()) {
        free.addFirst(slot);
      } else {
        System.err.println(
            "%s is given up: workers have lost it again and again".formatted(slot.device().name()));
      }
    }
  }

  private TrialResult result(Trial trial, int attempt, WorkerSlot slot, Ended ended) {
    return new TrialResult(
        trial,
        attempt,
        ended.status(),
        ended.measured(),
        ended.message(),
        new Environment(
            slot.commit(),
            slot.device().name(),
            slot.device().model(),
            slot.engine(),
            Runtime.version().toString()),
        clock.instant());
  }

  private ProcessBuilder command(Device device) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g"); // most memory is for native tensors
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + launch.logs().resolve("hs_err_%p.log"));
    // Signals end the process at once. An orderly exit would run the C++ destructors of the engine
    // while another thread still computes with it.
    command.add("-Xrs");
    Map<String, String> properties = new LinkedHashMap<>(launch.properties());
    properties.putAll(device.properties());
    properties.putAll(workers.properties());
    properties.putAll(WorkerSettings.properties(device, workers.threads()));
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-cp");
    command.add(launch.classPath());
    command.add(Worker.class.getName());
    command.add(directory.toString());
    command.add(workers.body());
    ProcessBuilder builder = new ProcessBuilder(command);
    Torch.prepare(builder.environment(), workers.threads());
    builder.environment().putAll(device.environment());
    boolean tensorCores = Precision.TF32.word().equals(properties.get(Execution.PRECISION));
    Execution.switchTf32(builder.environment(), tensorCores);
    return builder;
  }
}
