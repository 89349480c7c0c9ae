package org.e2vpt.tables.verdict;

/**
 * A column that a paper prints twice for what is one procedure: a guide to the variance between
 * campaigns.
 *
 * @param column which it is
 * @param tasks k, over which the column is a mean
 * @param difference D of the two printed values, in points
 * @param runs behind each of them
 */
public record PrintedRepeat(String column, int tasks, double difference, int runs) {

  public PrintedRepeat {
    if (tasks < 1 || runs < 1 || !Double.isFinite(difference)) {
      throw new IllegalArgumentException(
          "a printed repeat has tasks, runs and a finite difference, got %s, %s, %s"
              .formatted(tasks, runs, difference));
    }
  }
}
