package org.e2vpt.tables.verdict;

/**
 * One finished run of a row on a task. However low it ended, its accuracy counts; one that crashed,
 * or whose loss became NaN, has none and is missing.
 *
 * @param campaign 1, 2, …: a search with its final runs
 * @param seed of the final run
 * @param accuracy in points
 * @param loss on the test set; NaN if unknown
 */
public record SeedRun(int campaign, int seed, double accuracy, double loss) {

  public SeedRun {
    if (campaign < 1 || !Double.isFinite(accuracy)) {
      throw new IllegalArgumentException(
          "a run has a campaign, 1 or more, and a finite accuracy, got campaign %s, accuracy %s"
              .formatted(campaign, accuracy));
    }
  }

  /** Of a run whose loss is unknown. */
  public static SeedRun of(int campaign, int seed, double accuracy) {
    return new SeedRun(campaign, seed, accuracy, Double.NaN);
  }

  /** Whether accuracy and loss agree to the last digit; an unknown loss is not compared. */
  boolean equalsRecorded(SeedRun recorded) {
    boolean unknown = Double.isNaN(loss) || Double.isNaN(recorded.loss);
    return campaign == recorded.campaign
        && seed == recorded.seed
        && accuracy == recorded.accuracy
        && (unknown || loss == recorded.loss);
  }
}
