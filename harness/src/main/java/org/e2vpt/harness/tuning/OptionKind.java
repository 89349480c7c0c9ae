package org.e2vpt.harness.tuning;

/** What an option of a method is for. */
public enum OptionKind {
  /** Chosen for a row of a table, or by a search. */
  SETTING,
  /** A setting, too: how many prompts of one kind stand in a block. */
  LENGTH,
  /** Where a paper's text and the code that its authors released differ. */
  CHOICE,
  /** What of an earlier trial is pruned. */
  PRUNING
}
