package org.e2vpt.harness.trial;

import java.util.concurrent.CompletableFuture;

/**
 * Runs trials somewhere: in worker processes of this machine, or on a cluster.
 *
 * <p>At least once: an attempt whose end was not seen may be run again. Cancelling the future stops
 * the attempt.
 */
public interface TrialRunner extends AutoCloseable {

  /** How many trials it runs at a time. */
  int slots();

  /**
   * Starts one attempt as soon as a slot is free. The future always completes normally: whatever
   * goes wrong with the trial is a {@link TrialResult.Status}.
   */
  CompletableFuture<TrialResult> submit(Trial trial, int attempt);

  /** Stops what is running and returns when it has stopped. */
  @Override
  void close();
}
