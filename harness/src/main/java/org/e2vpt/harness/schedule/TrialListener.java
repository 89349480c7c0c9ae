package org.e2vpt.harness.schedule;

import org.e2vpt.harness.trial.Trial;

/** Hears what running trials do. Called from several threads. */
public interface TrialListener {

  /** Hears nothing. */
  TrialListener NONE =
      new TrialListener() {
        @Override
        public void started(Trial trial, int attempt) {}

        @Override
        public void epoch(Trial trial, int epoch, double loss, double imagesPerSecond) {}
      };

  /** An attempt has begun. */
  void started(Trial trial, int attempt);

  /**
   * A running attempt continues what earlier attempts at its trial began.
   *
   * @param seconds that those took, which count as the trial's
   */
  default void continued(Trial trial, double seconds) {}

  /**
   * A running trial has ended an epoch.
   *
   * @param epoch the epoch just finished, counted from 1
   * @param loss mean training loss of this epoch
   * @param imagesPerSecond training throughput of this epoch
   */
  void epoch(Trial trial, int epoch, double loss, double imagesPerSecond);
}
