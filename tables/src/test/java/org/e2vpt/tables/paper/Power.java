package org.e2vpt.tables.paper;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * How often the interval test comes to a verdict, for n runs that are drawn from a normal
 * distribution.
 *
 * <p>The mean m of n runs and their standard deviation s are independent: m is normal with
 * deviation σ/√n, and (n − 1)·s²/σ² has a χ² distribution with n − 1 degrees of freedom. Where a
 * probability needs both, it is the mean, over quantiles of s, of that given s.
 *
 * @param n runs
 * @param sd σ, of single runs
 * @param tolerance t
 */
record Power(int n, double sd, double tolerance) {

  private static final int QUANTILES = 500;
  private static final NormalDistribution NORMAL = new NormalDistribution(0, 1);

  /** P(|m − r| − h > t) if the true mean is {@code difference} above r. */
  double notReproduced(double difference) {
    return overSpreads(
        halfWidth ->
            below(-tolerance - halfWidth, difference)
                + 1
                - below(tolerance + halfWidth, difference));
  }

  /**
   * P(|m − r| ≤ t and h ≤ 3t) if the true mean is {@code difference} above r: the product of both,
   * as m and s are independent.
   */
  double reproduced(double difference) {
    double widest = Verdict.WIDEST_INTERVAL * tolerance;
    double s = widest * Math.sqrt(n) / Summary.studentT(0.975, n - 1);
    double narrow = chiSquared().cumulativeProbability((n - 1) * (s / sd) * (s / sd));
    return narrow * (below(tolerance, difference) - below(-tolerance, difference));
  }

  /** The smallest difference that is not reproduced with a probability. */
  double detectable(double probability) {
    double low = 0;
    double high = 1000;
    while (high - low > 1e-4) {
      double middle = (low + high) / 2;
      if (notReproduced(middle) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double overSpreads(DoubleUnaryOperator givenHalfWidth) {
    ChiSquaredDistribution chiSquared = chiSquared();
    double student = Summary.studentT(0.975, n - 1);
    double sum = 0;
    for (int i = 0; i < QUANTILES; i++) {
      double quantile = chiSquared.inverseCumulativeProbability((i + 0.5) / QUANTILES);
      double s = sd * Math.sqrt(quantile / (n - 1));
      sum += givenHalfWidth.applyAsDouble(student * s / Math.sqrt(n));
    }
    return sum / QUANTILES;
  }

  /** Of (n − 1)·s²/σ². */
  private ChiSquaredDistribution chiSquared() {
    return new ChiSquaredDistribution(n - 1);
  }

  /** P(m − r ≤ x). */
  private double below(double x, double difference) {
    return NORMAL.cumulativeProbability((x - difference) / (sd / Math.sqrt(n)));
  }
}
