package org.e2vpt.tables.verdict;

import java.util.Collection;

/**
 * Mean and spread of a row's task.
 *
 * @param replication R, f and h
 * @param mean mean of the campaigns' means
 * @param variance s²: pooled variance within the campaigns, divisor f; NaN if f = 0
 * @param betweenVariance variance of the campaigns' means, divisor R − 1; NaN if R = 1
 * @param meanInverseSeeds mean of 1/n over the campaigns
 * @param maxSeeds the largest n
 */
public record CampaignMeans(
    Replication replication,
    double mean,
    double variance,
    double betweenVariance,
    double meanInverseSeeds,
    int maxSeeds) {

  static CampaignMeans of(TaskRuns task) {
    Collection<Collection<SeedRun>> campaigns = task.campaigns().asMap().values();
    int count = campaigns.size();
    double[] means = new double[count];
    double squares = 0;
    double inverse = 0;
    int f = 0;
    int most = 0;
    int next = 0;
    for (Collection<SeedRun> campaign : campaigns) {
      double[] accuracies = TaskRuns.accuracies(campaign);
      means[next++] = TaskRuns.mean(accuracies);
      squares += TaskRuns.squares(accuracies);
      inverse += 1.0 / accuracies.length;
      f += accuracies.length - 1;
      most = Math.max(most, accuracies.length);
    }
    return new CampaignMeans(
        new Replication(count, f, inverse / (count * count)),
        TaskRuns.mean(means),
        f == 0 ? Double.NaN : squares / f,
        count == 1 ? Double.NaN : TaskRuns.squares(means) / (count - 1),
        inverse / count,
        most);
  }

  int f() {
    return replication.f();
  }

  /**
   * u = max(s², 0.05²) where f ≥ 1: stands for the logarithm of 0, and equal seeds are never taken
   * for certainty.
   */
  double flooredVariance() {
    return Math.max(variance, FLOOR * FLOOR);
  }

  /** The smallest standard deviation of a seed that is believed, in points. */
  static final double FLOOR = 0.05;
}
