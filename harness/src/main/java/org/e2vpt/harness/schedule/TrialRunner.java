package org.e2vpt.harness.schedule;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;

/**
 * Runs trials somewhere: in worker processes of this machine, or on a cluster.
 *
 * <p>An attempt runs at least once: one whose end was not seen may be run again, by whoever asked
 * for it or by the runner itself; only one end of it is reported. Ends are reported as they come,
 * in any order. Cancelling the future stops the attempt, and frees its slot.
 */
public interface TrialRunner extends AutoCloseable {

  /** How many trials it runs at a time. */
  int slots();

  /**
   * Starts one attempt as soon as a slot is free.
   *
   * @param companions trials that will be submitted soon, and that a worker can compute together
   *     with this one; to do so or not changes no number
   * @return how it ended. Whatever goes wrong with the trial is a {@link TrialResult.Status}; the
   *     future fails only if the runner itself is broken, and no further trial could be run
   */
  CompletableFuture<TrialResult> submit(Trial trial, int attempt, List<Trial> companions);

  /** As {@link #submit(Trial, int, List)}, for a trial without companions. */
  default CompletableFuture<TrialResult> submit(Trial trial, int attempt) {
    return submit(trial, attempt, List.of());
  }

  /** Whether an attempt at {@code trial} pauses when it is asked to. */
  default boolean pauses(Trial trial) {
    return false;
  }

  /**
   * Asks the attempts that run to pause at the end of an epoch: those that can then end as
   * interrupted, and another attempt continues them. No other is submitted after it.
   */
  default void pause() {}

  /**
   * Nothing continues a trial that was paused, so what was kept for it can go. To keep it, or to be
   * asked for the trial after all, changes no number.
   */
  default void forget(Trial trial) {}

  /**
   * Stops what is running and returns when it has stopped. Attempts that have not ended, and those
   * submitted afterwards, end as interrupted.
   */
  @Override
  void close();
}
