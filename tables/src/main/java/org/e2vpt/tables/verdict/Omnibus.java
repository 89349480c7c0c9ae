package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import org.apache.commons.math3.special.Beta;

/**
 * Whether a table's cells as a whole differ from their prints: Q = mean of (d/se)² over H cells
 * against F(H, ν), ν the harmonic mean of the cells'.
 *
 * @param q Q
 * @param cells H
 * @param degreesOfFreedom ν
 * @param p P(F > Q)
 */
public record Omnibus(double q, int cells, double degreesOfFreedom, double p) {

  static Omnibus of(ImmutableList<EstimatedDifference> differences) {
    int cells = differences.size();
    double squares = 0;
    double inverses = 0;
    for (EstimatedDifference difference : differences) {
      double t = difference.value() / difference.error().value();
      squares += t * t;
      inverses += 1 / difference.error().degreesOfFreedom();
    }
    double q = squares / cells;
    double freedom = cells / inverses;
    // not 1 − P(F ≤ Q), which loses the digits of small values
    double p = Beta.regularizedBeta(freedom / (freedom + cells * q), freedom / 2, cells / 2.0);
    return new Omnibus(q, cells, freedom, p);
  }
}
