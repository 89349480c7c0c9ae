package org.e2vpt.tables.verdict;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * A difference with its standard error, and what Student's t with ν degrees of freedom says of it.
 *
 * @param value d, in points
 */
public record EstimatedDifference(double value, StandardError error) {

  /** p₂ = 2 P(T_ν > |d|/se): how often chance alone gives as much, were there no difference. */
  public double twoSidedP() {
    return 2 * survival(Math.abs(value) / error.value());
  }

  /**
   * p_TOST = P(T_ν > (δ − |d|)/se): how often chance alone brings d as close to 0, were the
   * difference as large as the margin δ (two one-sided tests).
   */
  public double equivalenceP(double margin) {
    return survival((margin - Math.abs(value)) / error.value());
  }

  /** P(T_ν ≤ d/se). */
  double positiveProbability() {
    return survival(-value / error.value());
  }

  /** t(0.975, ν)·se: half the width of the 95 % interval. */
  public double halfWidth() {
    return t().inverseCumulativeProbability(0.975) * error.value();
  }

  /** Lower end of the 95 % interval. */
  public double low() {
    return value - halfWidth();
  }

  /** Upper end of the 95 % interval. */
  public double high() {
    return value + halfWidth();
  }

  /** P(T_ν > t); by the symmetry of t, small values keep their digits. */
  private double survival(double t) {
    return t().cumulativeProbability(-t);
  }

  private TDistribution t() {
    return new TDistribution(null, error.degreesOfFreedom(), 1e-14); // nothing is drawn from it
  }
}
