package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableList;
import org.e2vpt.harness.trial.Trial;

/** What the protocol asks for next. */
public sealed interface Step {

  /**
   * These trials have to be run; all may run at the same time.
   *
   * @param stage to which they belong
   * @param trials of the stage without a result
   */
  record Needs(Stage stage, ImmutableList<Trial> trials) implements Step {}

  /**
   * The row is finished.
   *
   * @param chosen the trial of the last search whose settings won
   */
  record Done(Trial chosen) implements Step {}

  /**
   * The row cannot go on: every trial of a stage failed, or one of a search ended in a way that
   * leaves open what it would have measured.
   *
   * @param stage that failed
   * @param reason what failed and why, in a sentence
   */
  record Blocked(Stage stage, String reason) implements Step {}
}
