package org.e2vpt.tables.verdict;

import java.util.Collection;

/**
 * The mean variance of a seed in a column, over all rows and tasks, with a prior:
 *
 * <pre>
 *   s_p² = (4·0.86² + Σ f·u)/F,  F = 4 + Σ f
 * </pre>
 *
 * <p>It is a mean of variances, because the variance of a cell is a sum of them; a centre of their
 * logarithms would be too small.
 *
 * @param column whose rows and tasks are pooled
 * @param value s_p², in points²
 * @param degreesOfFreedom F
 */
public record PooledVariance(String column, double value, double degreesOfFreedom) {

  /** Standard deviation of a seed, in points, before anything is measured. */
  static final double PRIOR_SD = 0.86;

  /** What the prior is worth, in degrees of freedom. */
  static final double PRIOR_FREEDOM = 4;

  static final double PRIOR_VARIANCE = PRIOR_SD * PRIOR_SD;

  static PooledVariance of(String column, Collection<CampaignMeans> tasks) {
    double freedom = PRIOR_FREEDOM;
    double sum = PRIOR_FREEDOM * PRIOR_VARIANCE;
    for (CampaignMeans task : tasks) {
      if (task.f() > 0) {
        freedom += task.f();
        sum += task.f() * task.flooredVariance();
      }
    }
    return new PooledVariance(column, sum / freedom, freedom);
  }
}
