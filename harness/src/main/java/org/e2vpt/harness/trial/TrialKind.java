package org.e2vpt.harness.trial;

/** Trials of one kind take about the same time on one machine. */
public record TrialKind(String method, String task, int epochs) {

  /** The kind of {@code trial}. */
  public static TrialKind of(Trial trial) {
    return new TrialKind(trial.method(), trial.task(), trial.recipe().epochs());
  }
}
