package org.e2vpt.harness.umap;

/**
 * The hyperbolic plane of curvature −1 as the upper sheet of a hyperboloid: a point is given by its
 * chart coordinates u = (x, y), above which it lies at the height z = √(1 + |u|²).
 */
public final class HyperbolicPlane {

  private HyperbolicPlane() {}

  /** The height of {@code u} on the hyperboloid: √(1 + |u|²). */
  static double height(double[] u) {
    return Math.sqrt(1 + u[0] * u[0] + u[1] * u[1]);
  }

  /** d(u, v) = acosh(z(u) z(v) − u·v), never negative, 0 for the same point. */
  public static double distance(double[] u, double[] v) {
    return distance(excess(u, v, height(u), height(v)));
  }

  private static double distance(double excess) {
    return StrictMath.log1p(excess + Math.sqrt(excess * (excess + 2)));
  }

  /**
   * ∂d/∂u = (z(v)/z(u) · u − v) / √(B² − 1) with B = z(u) z(v) − u·v, in chart coordinates. For the
   * same point, where it is not defined, 0.
   *
   * @param gradient gets it
   * @return the distance itself
   */
  static double distanceGradient(double[] u, double[] v, double[] gradient) {
    double heightU = height(u);
    double heightV = height(v);
    double excess = excess(u, v, heightU, heightV);
    double slope = excess > 0 ? 1 / Math.sqrt(excess * (excess + 2)) : 0;
    double ratio = heightV / heightU;
    gradient[0] = slope * (ratio * u[0] - v[0]);
    gradient[1] = slope * (ratio * u[1] - v[1]);
    return distance(excess);
  }

  /** The same point in the Poincaré disk: u / (1 + z), inside the unit circle. */
  public static double[] inDisk(double[] u) {
    double scale = 1 / (1 + height(u));
    return new double[] {scale * u[0], scale * u[1]};
  }

  /**
   * B − 1 = (|u − v|² − (z(u) − z(v))²) / 2, which unlike B keeps its digits for points that are
   * close together.
   */
  private static double excess(double[] u, double[] v, double heightU, double heightV) {
    double x = u[0] - v[0];
    double y = u[1] - v[1];
    double z = heightU - heightV;
    return Math.max(0, (x * x + y * y - z * z) / 2);
  }
}
