package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.List;

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
    List<double[]> campaigns = accuracies(task);
    int count = campaigns.size();
    int f = campaigns.stream().mapToInt(values -> values.length - 1).sum();
    double inverse = campaigns.stream().mapToDouble(values -> 1.0 / values.length).sum();
    double[] means = campaigns.stream().mapToDouble(TaskRuns::mean).toArray();
    return new CampaignMeans(
        new Replication(count, f, inverse / (count * count)),
        TaskRuns.mean(means),
        f == 0 ? Double.NaN : campaigns.stream().mapToDouble(TaskRuns::squares).sum() / f,
        count == 1 ? Double.NaN : TaskRuns.squares(means) / (count - 1),
        inverse / count,
        task.maxSeeds());
  }

  private static ImmutableList<double[]> accuracies(TaskRuns task) {
    Collection<Collection<SeedRun>> campaigns = task.campaigns().asMap().values();
    return campaigns.stream().map(TaskRuns::accuracies).collect(ImmutableList.toImmutableList());
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
