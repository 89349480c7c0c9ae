package org.e2vpt.tables.plan;

import java.util.Locale;

/**
 * Where lengths of prompts and sizes of adapters come from, which the paper publishes for no task.
 * What a choice leaves open is searched, in the space of {@code lengths.csv}.
 */
public enum Lengths {
  /** All are searched (§4.3, and VPT's search for VPT). */
  PAPER_GRID,
  /** Those of the released commands, which only E²VPT has for each task. */
  RELEASED,
  /**
   * Those that follow from the tuned share of each task as printed by others. A share gives the sum
   * of E²VPT's two lengths; its key-value prompts are then those of the released commands, or those
   * recommended for a backbone of which nothing was released, such as Swin. What is pruned is
   * subtracted in it, as in Table 4, whose rows with pruning have smaller shares than those
   * without. So it says how many visual prompts were left, and those of the grid that are at least
   * as many are searched.
   */
  INFERRED;

  /** As on the command line: {@code paper-grid}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
