package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * A claim that row A gains something over row B.
 *
 * @param weights of the tasks
 * @param columns whose tasks count
 */
public record GainClaim(
    String name, String rowA, String rowB, Weights weights, ImmutableList<String> columns) {

  /** How a mean over several columns is taken. */
  public enum Weights {
    /** Each task has the weight 1/number of tasks. */
    TASKS,
    /** A mean of the columns' means: a task of a column of k has the weight 1/(columns·k). */
    COLUMNS
  }

  public GainClaim {
    if (columns.isEmpty()
        || ImmutableSet.copyOf(columns).size() < columns.size()
        || rowA.equals(rowB)) {
      throw new IllegalArgumentException(
          "claim '%s' needs two rows, and a column or several, each once; got '%s', '%s' and %s"
              .formatted(name, rowA, rowB, columns));
    }
  }
}
