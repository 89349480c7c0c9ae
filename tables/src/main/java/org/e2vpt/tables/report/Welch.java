package org.e2vpt.tables.report;

import org.e2vpt.tables.paper.Summary;

/**
 * How sure a difference of two means, a − b, is: its standard error √(s²ₐ/nₐ + s²ᵦ/nᵦ), and the
 * degrees of freedom of Student's t by Welch and Satterthwaite.
 *
 * @param difference a − b, in points
 * @param error standard error; 0 if neither side has any spread
 * @param freedom degrees of freedom; without meaning if {@code error} is 0
 */
record Welch(double difference, double error, double freedom) {

  /** Of two samples of at least two values each. */
  static Welch of(Summary a, Summary b) {
    double varianceA = a.sd() * a.sd() / a.n();
    double varianceB = b.sd() * b.sd() / b.n();
    double sum = varianceA + varianceB;
    return new Welch(
        a.mean() - b.mean(),
        Math.sqrt(sum),
        sum * sum / (varianceA * varianceA / (a.n() - 1) + varianceB * varianceB / (b.n() - 1)));
  }

  /** Half the width of the interval that holds the true difference with some confidence. */
  double halfWidth(double confidence) {
    return error == 0 ? 0 : Summary.studentT(0.5 + confidence / 2, freedom) * error;
  }
}
