package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/** What a cell is compared with. */
public sealed interface CellReference {

  /**
   * A number of a paper.
   *
   * @param decimals b, that were printed
   * @param runs behind it
   */
  record PrintedMean(double value, int decimals, int runs) {
    public PrintedMean {
      if (!Double.isFinite(value) || decimals < 0 || runs < 1) {
        throw new IllegalArgumentException(
            "a printed mean is a finite number with decimals >= 0 of runs >= 1, got %s, %s, %s"
                .formatted(value, decimals, runs));
      }
    }

    /** 10^(−2b)/12, the variance of a value that was rounded to b decimals. */
    double roundingVariance() {
      return Math.pow(10, -2.0 * decimals) / 12;
    }
  }

  /**
   * Of a paper.
   *
   * @param column of all tasks; empty if only single tasks are printed
   * @param tasks printed values of single tasks; may be none
   */
  record Print(Optional<PrintedMean> column, ImmutableMap<String, PrintedMean> tasks)
      implements CellReference {}

  /** Runs that this program recorded, by task. */
  record Recorded(ImmutableMap<String, TaskRuns> tasks) implements CellReference {}
}
