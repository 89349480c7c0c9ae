package org.e2vpt.tables.verdict;

/** What of a cell is compared, and with what. */
public enum CellKind {
  /** All tasks with the printed value of the column. */
  CELL("cell"),
  /** Some tasks with their own printed values: marked, and outside the table's headline. */
  PARTIAL("partial"),
  /** All tasks with runs that this program recorded. */
  RECORDING("recording"),
  /** Some tasks with their recorded runs: outside the table's headline, too. */
  PARTIAL_RECORDING("partial");

  private final String words;

  CellKind(String words) {
    this.words = words;
  }

  /** As files write it. */
  public String words() {
    return words;
  }

  /** Whether it is one of the H cells that Holm's correction counts. */
  boolean inFamily() {
    return this == CELL || this == RECORDING;
  }

  /** Whether some tasks are left out. */
  public boolean isPartial() {
    return !inFamily();
  }

  boolean isRecording() {
    return this == RECORDING || this == PARTIAL_RECORDING;
  }
}
