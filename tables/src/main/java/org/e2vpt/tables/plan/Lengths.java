package org.e2vpt.tables.plan;

import java.util.Locale;

/**
 * Where lengths of prompts and sizes of adapters come from, if a paper publishes them for no task.
 * What a choice leaves open is searched, in the space of {@code lengths.csv}.
 */
public enum Lengths {
  /** As {@code lengths.csv} says of each: released, inferred, or searched. */
  KNOWN,
  /** Those of the released commands, where {@code lengths.csv} says that there are some. */
  RELEASED,
  /**
   * Those that follow from the tuned share of each task in {@code per_task.csv}: of the grid, those
   * that would have been printed like this, or, if there are none, the nearest below and above.
   *
   * <p>Where a method has key-value prompts too, a share gives the sum of visual and key-value
   * prompts; of the latter there are then as many as in the released commands, or as recommended if
   * nothing was released for the backbone. What is pruned is subtracted in a share. So it says how
   * many visual prompts were left, and those of the grid that are at least as many are searched.
   */
  INFERRED,
  /** All are searched. */
  PAPER_GRID;

  /** As on the command line: {@code paper-grid}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
