package org.e2vpt.harness.umap;

import org.apache.commons.math3.analysis.ParametricUnivariateFunction;
import org.apache.commons.math3.fitting.SimpleCurveFitter;
import org.apache.commons.math3.fitting.WeightedObservedPoints;

/**
 * How much two points of the layout look as if they belonged together: w(d) = 1/(1 + a d²ᵇ), at a
 * distance d between them.
 */
record Falloff(double a, double b) {

  private static final double SPREAD = 1;
  private static final int SAMPLES = 300;

  /** Below it, derivatives are those at it: at 0 they have poles. */
  private static final double NEAREST = 1e-3;

  /**
   * The curve of this shape that is nearest to 1 up to {@code minimum} and exp(−(d − minimum))
   * beyond, by least squares over 300 distances from 0 to 3.
   *
   * @param minimum distance up to which points count as together
   */
  static Falloff fit(double minimum) {
    WeightedObservedPoints points = new WeightedObservedPoints();
    for (int i = 1; i < SAMPLES; i++) { // at 0 every curve is 1
      double d = 3 * SPREAD * i / (SAMPLES - 1);
      points.add(d, d < minimum ? 1 : StrictMath.exp(-(d - minimum) / SPREAD));
    }
    double[] fitted =
        SimpleCurveFitter.create(new Shape(), new double[] {1, 1}).fit(points.toList());
    return new Falloff(fitted[0], fitted[1]);
  }

  double at(double distance) {
    return 1 / (1 + a * Math.pow(distance, 2 * b));
  }

  /** ∂(−ln w)/∂d = 2b (1 − w)/d: a pair that belongs together pulls with it. */
  double attraction(double distance) {
    double d = Math.max(distance, NEAREST);
    return 2 * b * (1 - at(d)) / d;
  }

  /** ∂(−ln(1 − w))/∂d = −2b w/d: a pair that does not belong together pushes with it. */
  double repulsion(double distance) {
    double d = Math.max(distance, NEAREST);
    return -2 * b * at(d) / d;
  }

  private static final class Shape implements ParametricUnivariateFunction {
    @Override
    public double value(double d, double... ab) {
      return new Falloff(ab[0], ab[1]).at(d);
    }

    @Override
    public double[] gradient(double d, double... ab) {
      double w = value(d, ab);
      double power = Math.pow(d, 2 * ab[1]);
      return new double[] {
        -w * w * power, -w * w * ab[0] * power * 2 * StrictMath.log(d),
      };
    }
  }
}
