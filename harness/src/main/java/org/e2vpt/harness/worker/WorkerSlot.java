package org.e2vpt.harness.worker;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.worker.WorkerMessage.Ended;
import org.jspecify.annotations.Nullable;

/** A device that runs one trial at a time, in a worker that is kept until it dies. */
final class WorkerSlot {

  /**
   * Exit codes of a worker that somebody stopped: SIGHUP, SIGINT, SIGTERM. These are POSIX; where
   * there are no signals, a worker stopped by somebody else counts as crashed.
   */
  private static final Set<Integer> STOPPED = Set.of(128 + 1, 128 + 2, 128 + 15);

  /** Workers in a row that have lost their device, after which it is given up. */
  private static final int MOST_LOSSES = 3;

  private final Device device;
  private final Supplier<WorkerProcess> workers;
  private final Duration deadline;
  private final ScheduledExecutorService timers;
  private final TrialListener listener;

  private @Nullable WorkerProcess worker;
  private @Nullable Trial running;

  /** Why the running trial's worker was killed, if it was. */
  private @Nullable Status killedFor;

  private boolean pausing;
  private boolean closed;
  private int losses;
  private volatile String commit = BuildInfo.ofProgram().commit();
  private volatile String engine = "unknown";

  WorkerSlot(
      Device device,
      Supplier<WorkerProcess> workers,
      Duration deadline,
      ScheduledExecutorService timers,
      TrialListener listener) {
    this.device = device;
    this.workers = workers;
    this.deadline = deadline;
    this.timers = timers;
    this.listener = listener;
  }

  Device device() {
    return device;
  }

  /** Whether its workers lose it again and again, so that no other trial should be lost there. */
  synchronized boolean isGivenUp() {
    return losses >= MOST_LOSSES;
  }

  /** Of the program that the last worker runs; of this one until a worker has spoken. */
  String commit() {
    return commit;
  }

  /** What the last worker said it computes with; {@code unknown} until one has spoken. */
  String engine() {
    return engine;
  }

  /**
   * Runs one attempt and returns when it has ended, one way or another.
   *
   * @param companions that the worker may compute together with it
   * @param caller whose cancelling stops the attempt
   */
  Ended run(Trial trial, int attempt, List<Trial> companions, CompletableFuture<?> caller) {
    WorkerProcess process = begin(trial);
    if (process == null) {
      return notBegun();
    }
    ScheduledFuture<?> timer =
        timers.schedule(
            () -> stop(trial, Status.TIMEOUT), deadline.toMillis(), TimeUnit.MILLISECONDS);
    var unused =
        caller.whenComplete(
            (end, failure) -> {
              if (caller.isCancelled()) {
                stop(trial, Status.INTERRUPTED);
              }
            });
    try {
      listener.started(trial, attempt);
      process.send(trial, companions);
      return ended(process, trial);
    } finally {
      timer.cancel(false);
      end(process);
    }
  }

  /** How a trial ends for which there is no worker any more. */
  static Ended notBegun() {
    return Ended.without(Status.INTERRUPTED, "the run was stopped before this trial began");
  }

  /** Kills the worker if it still runs {@code trial}. */
  private synchronized void stop(Trial trial, Status reason) {
    if (worker != null && trial.equals(running) && killedFor == null) {
      killedFor = reason;
      worker.kill();
    }
  }

  /** Stops what is running, and starts nothing more. */
  synchronized void close() {
    closed = true;
    if (running != null) {
      stop(running, Status.INTERRUPTED);
    } else if (worker != null) {
      worker.kill();
      worker.exitCode();
    }
  }

  /** Asks for a pause of what is running, or about to run. */
  synchronized void pause() {
    pausing = true;
    if (worker != null) {
      worker.pause();
    }
  }

  private synchronized @Nullable WorkerProcess begin(Trial trial) {
    if (closed) {
      return null;
    }
    if (worker == null || !worker.isAlive()) {
      worker = workers.get();
    }
    if (pausing) {
      worker.pause();
    }
    running = trial;
    killedFor = null;
    return worker;
  }

  private synchronized void end(WorkerProcess process) {
    if (killedFor != null) {
      process.exitCode(); // the next trial must not be given to a dying worker
    }
    running = null;
  }

  private Ended ended(WorkerProcess process, Trial trial) {
    try {
      return answered(process, trial).orElseGet(() -> died(process));
    } catch (IllegalArgumentException e) { // nothing that it says can be trusted any more
      Ended death = died(process);
      return death.status() == Status.CRASHED
          ? Ended.without(Status.CRASHED, e.getMessage() + ", which cannot be read")
          : death;
    }
  }

  /** Empty if the worker is gone before it answers how the trial ended. */
  private Optional<Ended> answered(WorkerProcess process, Trial trial) {
    for (Optional<WorkerMessage> next = process.next(); next.isPresent(); next = process.next()) {
      WorkerMessage answer = next.get();
      if (answer instanceof WorkerMessage.Ready ready) {
        commit = ready.commit();
        engine = ready.engine();
      } else if (answer instanceof WorkerMessage.Continued continued) {
        listener.continued(trial, continued.seconds());
      } else if (answer instanceof WorkerMessage.Epoch epoch) {
        listener.epoch(trial, epoch.epoch(), epoch.loss(), epoch.imagesPerSecond());
      } else if (answer instanceof WorkerMessage.Warning warning) {
        System.err.println(warning.text());
      } else if (answer instanceof Ended ended) {
        answered();
        return Optional.of(ended);
      }
    }
    return Optional.empty();
  }

  private synchronized void answered() {
    losses = 0;
  }

  private synchronized Ended died(WorkerProcess process) {
    process.kill(); // if it lives, it cannot answer any more
    int exitCode = process.exitCode();
    if (killedFor == Status.TIMEOUT) {
      return Ended.without(
          Status.TIMEOUT,
          "stopped after " + deadline.toSeconds() + " s, the most an attempt may take");
    }
    if (killedFor == Status.INTERRUPTED || STOPPED.contains(exitCode)) {
      return Ended.without(Status.INTERRUPTED, "stopped from outside");
    }
    if (exitCode == Worker.DEVICE_LOST) {
      losses++;
      return Ended.without(
          Status.CRASHED,
          "the worker lost %s; it last said: %s".formatted(device.name(), process.lastWords()));
    }
    return Ended.without(
        Status.CRASHED,
        String.format(
            Locale.ROOT,
            "the worker died with exit code %d; it last said: %s",
            exitCode,
            process.lastWords()));
  }
}
