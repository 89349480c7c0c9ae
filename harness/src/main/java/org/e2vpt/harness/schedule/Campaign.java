package org.e2vpt.harness.schedule;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import com.google.common.util.concurrent.Uninterruptibles;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * Runs what is needed until nothing is, and writes down each attempt before anybody knows of it.
 *
 * <p>What ended well or diverged stays known for ever, since a trial is deterministic. What failed
 * is known for the life of this object and tried again by the next run. An attempt that was lost
 * rather than failed (crashed, timed out, stopped from outside) is repeated once.
 *
 * <p>With the system property {@code time} (such as {@code 8h}), trials pause at its end, for the
 * next run to continue them; and none that cannot pause begins that would not end within that time,
 * as long as trials of its kind took before.
 */
public final class Campaign {

  private static final Set<Status> LOST =
      EnumSet.of(Status.CRASHED, Status.TIMEOUT, Status.INTERRUPTED);

  private final Journal journal;
  private final TrialRunner runner;
  private final Progress progress;
  private final TimeBox box;
  private final Stopwatch watch;
  private final Durations durations;

  private final Map<Trial, TrialResult> failed = new HashMap<>();
  private final Set<Trial> repeated = new HashSet<>();

  /** With the companions that its worker computes beside it. */
  private final Map<Trial, List<Trial>> inFlight = new HashMap<>();

  /** Companions of trials that have ended. */
  private final Set<Trial> computed = new HashSet<>();

  private final BlockingQueue<CompletableFuture<TrialResult>> ended = new LinkedBlockingQueue<>();
  private volatile boolean stopped;
  private boolean pausing;
  private boolean interrupted;

  /** Trials that did not begin, or paused, for want of time. */
  private final Set<Trial> late = new HashSet<>();

  /** The time of its runs begins now. */
  public Campaign(Journal journal, TrialRunner runner, Progress progress, TimeBox box) {
    this(journal, runner, progress, box, Ticker.systemTicker());
  }

  /** With a ticker that goes on evenly, whatever the clock is set to. */
  Campaign(Journal journal, TrialRunner runner, Progress progress, TimeBox box, Ticker ticker) {
    this.journal = journal;
    this.runner = runner;
    this.progress = progress;
    this.box = box;
    this.watch = Stopwatch.createStarted(ticker);
    this.durations = new Durations(journal.results());
  }

  /**
   * Returns when all that {@code demand} needs is known, or nothing more of it can be known in
   * time: see {@link #shortage}.
   *
   * @throws CancellationException if this process was told to end, or this thread interrupted; the
   *     running attempts are then journalled as interrupted
   */
  public void run(Demand demand) {
    int planned = demand.foreseen(trial -> Optional.empty()).size();
    CountDownLatch over = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndAwait(over), "stop-campaign");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      progress.planned(planned, demand.foreseen(this::known), runner.slots());
      while (submitNeeded(demand)) {
        TrialResult result = nextEnded();
        record(result);
        demand.eliminated(result, this::known).forEach(runner::forget);
        progress.planned(planned, demand.foreseen(this::known), runner.slots());
        progress.finished(result);
      }
    } catch (RuntimeException | Error e) {
      stop();
      keepEnded(e);
      throw e;
    } finally {
      over.countDown();
      removeHook(hook);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (stopped) {
      throw new CancellationException("the run was stopped; starting it again continues it");
    }
  }

  /** What is known of {@code trial}: how it ended, or empty if it is still to be run. */
  public Optional<TrialResult> known(Trial trial) {
    return journal.known(trial).or(() -> Optional.ofNullable(failed.get(trial)));
  }

  /** Fills the slots. Not more: what is most urgent can change with each result. */
  private boolean submitNeeded(Demand demand) {
    if (!stopped) {
      Collection<Trial> needed = demand.needed(this::known);
      for (Trial trial : needed) {
        if (inFlight.size() < runner.slots()
            && known(trial).isEmpty()
            && !inFlight.containsKey(trial)
            && !isBeingComputed(trial)
            && endsInTime(trial)) {
          late.remove(trial); // others of its kind may have shown that it is short
          progress.named(trial, demand.name(trial, this::known));
          submit(trial, companions(trial, needed));
        }
      }
    }
    return !inFlight.isEmpty();
  }

  /** Whether a worker computes it as the companion of another. */
  private boolean isBeingComputed(Trial trial) {
    return inFlight.keySet().stream().anyMatch(other -> BatchableTrials.together(other, trial));
  }

  /**
   * None for a trial that was tried before: should one of them be what kills the worker, or takes
   * too long, the others do without it.
   */
  private List<Trial> companions(Trial trial, Collection<Trial> needed) {
    return journal.attempts(trial).isEmpty()
        ? BatchableTrials.of(
            trial, needed.stream().filter(other -> journal.attempts(other).isEmpty()).toList())
        : List.of();
  }

  private boolean endsInTime(Trial trial) {
    boolean ends =
        computed.contains(trial)
            || box.holds(
                watch.elapsed(), runner.pauses(trial) ? 0 : durations.most(TrialKind.of(trial)));
    if (!ends) {
      late.add(trial);
    }
    return ends;
  }

  /** Why not all is known that the runs so far needed; empty if all is. */
  public Optional<String> shortage() {
    return late.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "-Dtime=%s was over: %s did not begin, or did not end in time; the same command"
                    + " again continues",
                box.asked(),
                Amounts.count(late.size(), "trial")));
  }

  private void submit(Trial trial, List<Trial> companions) {
    inFlight.put(trial, companions);
    CompletableFuture<TrialResult> end =
        runner.submit(trial, journal.attempts(trial).size() + 1, companions);
    var unused = end.whenComplete((result, failure) -> ended.add(end)); // joined in nextEnded
  }

  private TrialResult nextEnded() {
    while (true) {
      if (!pausing && !box.holds(watch.elapsed(), 0)) {
        pausing = true;
        runner.pause();
      }
      try {
        CompletableFuture<TrialResult> end = ended.poll(1, TimeUnit.SECONDS);
        if (end != null) {
          return joined(end);
        }
        progress.tick();
      } catch (InterruptedException e) {
        interrupted = true;
        stop(); // the running attempts end now, and are waited for
      }
    }
  }

  /** If the runner itself gave up, its own error says why. */
  private static TrialResult joined(CompletableFuture<TrialResult> end) {
    try {
      return end.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException own) {
        throw own;
      }
      throw e;
    }
  }

  private void record(TrialResult result) {
    journal.append(result);
    List<Trial> companions = inFlight.remove(result.trial());
    durations.add(result);
    boolean lost = LOST.contains(result.status());
    if (!lost) {
      computed.addAll(companions); // and need no more time
    }
    boolean paused = pausing && result.status() == Status.INTERRUPTED;
    boolean again = paused || (lost && repeated.add(result.trial()));
    if (!again && result.status() != Status.OK) {
      failed.put(result.trial(), result);
    }
  }

  private void stop() {
    stopped = true;
    journal.hurry();
    runner.close();
  }

  /** What other trials measured is not lost for what ends the run. */
  private void keepEnded(Throwable end) {
    for (CompletableFuture<TrialResult> other = ended.poll(); other != null; other = ended.poll()) {
      try {
        journal.append(joined(other));
      } catch (RuntimeException e) {
        if (e != end) {
          end.addSuppressed(e);
        }
      }
    }
  }

  /** In the shutdown hook: this process lives only until the last attempt is journalled. */
  private void stopAndAwait(CountDownLatch over) {
    stop();
    if (!Uninterruptibles.awaitUninterruptibly(over, 10, TimeUnit.SECONDS)) {
      System.err.println("the attempts that were running could not be journalled");
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is shutting down: the hook runs, or has run.
    }
  }
}
