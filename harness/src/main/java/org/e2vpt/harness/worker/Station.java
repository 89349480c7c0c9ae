package org.e2vpt.harness.worker;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.file.Retry;
import org.e2vpt.harness.schedule.BatchableTrials;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.e2vpt.harness.text.FailureReason;
import org.e2vpt.harness.text.FileErrors;
import org.e2vpt.harness.trial.AttemptInbox;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialRow;
import org.e2vpt.harness.worker.LocalRunner.Workers;

/**
 * One device that runs trials for a run whose journal another process holds, perhaps on another
 * host: by {@link LocalRunner}, hence in the same worker process with the same deadline.
 *
 * <p>Whoever starts it may know nothing of this program's classes: the constructor and {@link
 * #apply} speak in types of the JDK alone.
 */
public final class Station implements UnaryOperator<String>, AutoCloseable {

  private final Path directory;
  private final LocalRunner runner;
  private final Retry retry = new Retry();

  /** Whether whoever asks for a trial writes its result down too. */
  private final boolean reports;

  /**
   * Starts no worker yet.
   *
   * @param directory of the run, which all its stations share
   * @param name of this station among them
   * @param gpu index or UUID of the only GPU that the worker sees; empty if it has none
   * @param computesOnGpu whether it computes on that GPU, or on the processor all the same
   * @param threads of computation
   * @param body class name of the {@link TrialBody}
   * @param deadline the most that one attempt may take
   * @param properties system properties of the worker: those of {@link #properties}
   * @param classPath of the worker
   * @throws IllegalStateException if there is no such GPU, or nothing that computes on it
   */
  public Station(
      Path directory,
      String name,
      String gpu,
      boolean computesOnGpu,
      int threads,
      String body,
      Duration deadline,
      Map<String, String> properties,
      String classPath) {
    this(
        directory,
        new Workers(List.of(device(gpu, computesOnGpu)), threads, body, deadline, Map.of()),
        new WorkerLaunch(classPath, ImmutableMap.copyOf(properties), directory)
            .amongOthers(directory, name),
        true);
  }

  private Station(Path directory, Workers workers, WorkerLaunch launch, boolean reports) {
    this.directory = directory;
    this.reports = reports;
    this.runner = new LocalRunner(directory, workers, launch, TrialListener.NONE);
  }

  /**
   * For trials that the program which is running now runs.
   *
   * @param name of this station among those of the run
   * @param workers of which the first runs trials
   */
  public static Station here(Path directory, String name, Workers workers) {
    return new Station(
        directory, workers, WorkerLaunch.here(directory).amongOthers(directory, name), false);
  }

  /** What {@code workers}, and the folders named here, say to a worker that starts elsewhere. */
  public static ImmutableMap<String, String> properties(Workers workers) {
    return ImmutableMap.<String, String>builder()
        .putAll(Tasks.properties())
        .putAll(workers.properties())
        .buildKeepingLast();
  }

  private static Device device(String gpu, boolean computesOnGpu) {
    if (!computesOnGpu) {
      Device processor = Device.processors(1).get(0);
      return gpu.isEmpty()
          ? processor
          : new Device(
              processor.name(),
              processor.model(),
              processor.forEngine(),
              ImmutableMap.of(Gpus.VISIBLE, gpu),
              processor.properties());
    }
    Gpus gpus = Gpus.visible(gpu);
    if (gpus.list().isEmpty()) {
      throw new IllegalStateException("no GPU '%s': %s".formatted(gpu, gpus.absence()));
    }
    return Device.gpus(gpus.list(), CudaLibtorch.find()).get(0);
  }

  /**
   * The order to try {@code trial} for the {@code attempt}-th time, as {@link #apply} takes it.
   *
   * @param companions as {@link TrialRunner#submit} has them
   */
  public static String order(Trial trial, int attempt, List<Trial> companions) {
    return attempt + " " + BatchableTrials.line(trial, companions);
  }

  /**
   * Reads what {@link #apply} returned.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static TrialResult result(String row) {
    return TrialRow.parse(row, TrialRow.SCHEMA)
        .orElseThrow(
            () -> new IllegalArgumentException("a row of other numerics than ours: " + row));
  }

  /**
   * Runs one attempt and writes how it ended into the run's directory before it returns that. On a
   * cluster, a result that cannot be written there for {@link Retry#PATIENCE} is returned all the
   * same: the run that asked for it has the journal.
   *
   * @throws IllegalStateException if the thread was interrupted, and the attempt stopped; or if the
   *     result cannot be written, and is on standard error instead
   */
  @Override
  public String apply(String order) {
    int space = order.indexOf(' ');
    List<Trial> trials = BatchableTrials.parse(order.substring(space + 1));
    Trial trial = trials.get(0);
    CompletableFuture<TrialResult> end =
        runner.submit(
            trial, Integer.parseInt(order.substring(0, space)), trials.subList(1, trials.size()));
    try {
      String row = TrialRow.format(end.get());
      spool(trial, row);
      return row;
    } catch (InterruptedException e) {
      end.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("trial %s was stopped".formatted(trial.id()), e);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new IllegalStateException(
          "trial %s could not be run: %s"
              .formatted(trial.id(), FailureReason.of(cause).orElseGet(cause::toString)),
          e);
    }
  }

  private void spool(Trial trial, String row) {
    try {
      retry.run(
          "the result of trial " + trial.id(),
          () -> {
            var unused = AttemptInbox.put(directory, trial, row);
          });
    } catch (IOException e) {
      System.err.println(row);
      String lost =
          "cannot write the result of trial %s to %s: it is the line above on standard error"
              .formatted(trial.id(), directory);
      if (!reports) {
        throw new IllegalStateException(lost + "; write it to a file spool/NAME.csv there", e);
      }
      System.err.println(lost + ": " + FileErrors.describe(e));
    }
  }

  @Override
  public void close() {
    runner.close();
  }
}
