package org.e2vpt.tables.verdict;

import static org.apache.commons.math3.special.Gamma.digamma;
import static org.apache.commons.math3.special.Gamma.trigamma;

import com.google.common.collect.ImmutableListMultimap;
import java.util.Collection;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.e2vpt.tables.verdict.TaskEstimate.Place;

/**
 * How far the variances of single tasks are moved towards their column's pooled one. With u the
 * variance of a row's task with f ≥ 1 degrees of freedom, G of them in J columns:
 *
 * <pre>
 *   e  = ln u − ψ(f/2) + ln(f/2)
 *   x  = Σ(e − its column's mean of e)²/(G − J) − mean of ψ′(f/2)
 *   d₀ = 2y with ψ′(y) = x if x > 0;  ∞ if x ≤ 0;  4 if G − J &lt; 10
 *   B  = d₀/(d₀ + f);  1 if d₀ = ∞ or f = 0
 *   s̃² = B s_p² + (1 − B) u
 * </pre>
 *
 * @param variances G
 * @param columns J: columns with one at least
 * @param moment x; NaN if G − J &lt; 10
 * @param d0 d₀, the degrees of freedom of the prior; infinite if the variances are equal
 */
public record VarianceShrinkage(int variances, int columns, double moment, double d0) {

  private static final int FEWEST = 10;
  private static final double D0_OF_FEW = 4;

  static VarianceShrinkage of(ImmutableListMultimap<String, CampaignMeans> byColumn) {
    double squares = 0;
    double trigammas = 0;
    int count = 0;
    int columns = 0;
    for (Collection<CampaignMeans> column : byColumn.asMap().values()) {
      double[] logs =
          column.stream()
              .filter(task -> task.f() > 0)
              .mapToDouble(VarianceShrinkage::logVariance)
              .toArray();
      if (logs.length > 0) {
        columns++;
        count += logs.length;
        squares += TaskRuns.squares(logs);
        trigammas +=
            column.stream()
                .filter(task -> task.f() > 0)
                .mapToDouble(task -> trigamma(task.f() / 2.0))
                .sum();
      }
    }
    if (count - columns < FEWEST) {
      return new VarianceShrinkage(count, columns, Double.NaN, D0_OF_FEW);
    }
    double moment = squares / (count - columns) - trigammas / count;
    return new VarianceShrinkage(
        count,
        columns,
        moment,
        moment > 0 ? 2 * inverseTrigamma(moment) : Double.POSITIVE_INFINITY);
  }

  /** e. */
  private static double logVariance(CampaignMeans task) {
    double half = task.f() / 2.0;
    return Math.log(task.flooredVariance()) - digamma(half) + Math.log(half);
  }

  /** y with ψ′(y) = x > 0, which lies between 1/x and 1/x + 1, as 1/y < ψ′(y) < 1/y + 1/y². */
  static double inverseTrigamma(double x) {
    double low = 1 / x;
    if (low > 1e8) { // the bracket is narrower than anybody could tell
      return low;
    }
    return new BrentSolver(1e-14, 1e-12, 1e-15).solve(1000, y -> trigamma(y) - x, low, low + 1);
  }

  /** B, the weight of the column's pooled variance beside one with f degrees of freedom. */
  double weight(int f) {
    return f == 0 || Double.isInfinite(d0) ? 1 : d0 / (d0 + f);
  }

  /** The task's variance moved towards the column's. */
  TaskEstimate shrink(Place place, TaskRuns runs, CampaignMeans means, PooledVariance pooled) {
    double weight = weight(means.f());
    double own = means.f() == 0 ? 0 : (1 - weight) * means.flooredVariance();
    return new TaskEstimate(place, runs, means, pooled, weight, weight * pooled.value() + own);
  }
}
