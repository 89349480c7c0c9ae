package org.e2vpt.harness.schedule;

import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;

/** Trials of one kind take about the same time on one machine. */
public record TrialKind(String backbone, String method, String task, Split split, int epochs) {

  /** The kind of {@code trial}. */
  public static TrialKind of(Trial trial) {
    return new TrialKind(
        trial.backbone(), trial.method(), trial.task(), trial.split(), trial.recipe().lastEpoch());
  }
}
