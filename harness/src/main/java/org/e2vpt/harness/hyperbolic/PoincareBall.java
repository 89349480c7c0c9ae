package org.e2vpt.harness.hyperbolic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import org.e2vpt.harness.tensor.Tensors;

/**
 * The Poincaré ball of curvature −c: points with {@code c|x|² < 1}. In float32 it is exact enough
 * well inside only, to where the {@link Projection} clips tangent vectors.
 *
 * @param c above 0
 */
public record PoincareBall(double c) {

  /** Added to squares under a root, whose slope at 0 is infinite. */
  private static final double TINY = 1e-12;

  /** Squared straight distances below it are rounding, for float32 and |x|² of about 10. */
  private static final double ROUNDING = 1e-6;

  public PoincareBall {
    if (!(c > 0)) {
      throw new IllegalArgumentException("a ball's curvature −c needs c above 0, got c = " + c);
    }
  }

  /**
   * The exponential map at the centre, tanh(√c |v|) v / (√c |v|): tangent vectors to points.
   *
   * @param tangents (B, D)
   * @return (B, D)
   */
  public NDArray exponential(NDArray tangents) {
    NDArray length = norm(tangents).mul(Tensors.scalar(tangents.getManager(), Math.sqrt(c)));
    return tangents.mul(length.tanh().div(length));
  }

  /** Shortens the rows that are longer than {@code radius}: min(1, r/|v|) v. */
  static NDArray clipped(NDArray tangents, double radius) {
    NDManager manager = tangents.getManager();
    NDArray factor = Tensors.scalar(manager, radius).div(norm(tangents));
    return tangents.mul(NDArrays.minimum(factor, Tensors.scalar(manager, 1)));
  }

  /** (B, 1) of (B, D). */
  private static NDArray norm(NDArray rows) {
    return rows.square()
        .sum(new int[] {1}, true)
        .add(Tensors.scalar(rows.getManager(), TINY))
        .sqrt();
  }

  /**
   * All distances, 2/√c · asinh(√c |x − y| / √((1 − c|x|²)(1 − c|y|²))). Those of points with
   * themselves, whose slope is not defined, are a small constant.
   *
   * @param points (B, D) inside the ball
   * @return (B, B)
   */
  public NDArray distances(NDArray points) {
    NDManager manager = points.getManager();
    NDArray squares = points.square().sum(new int[] {1}, true); // (B, 1)
    NDArray dots = points.matMul(points.transpose());
    NDArray between = squares.add(squares.transpose()).sub(dots.mul(Tensors.scalar(manager, 2)));
    NDArray straight = NDArrays.maximum(between, Tensors.scalar(manager, ROUNDING));
    NDArray depth =
        Tensors.scalar(manager, 1).sub(squares.mul(Tensors.scalar(manager, c))); // (B, 1)
    NDArray ratio =
        straight.mul(Tensors.scalar(manager, c)).div(depth.mul(depth.transpose())); // sinh²
    NDArray asinh = ratio.sqrt().add(ratio.add(Tensors.scalar(manager, 1)).sqrt()).log();
    return asinh.mul(Tensors.scalar(manager, 2 / Math.sqrt(c)));
  }

  /** The distance of two points inside the ball. */
  public double distance(float[] x, float[] y) {
    double between = 0;
    double depthX = 1;
    double depthY = 1;
    for (int i = 0; i < x.length; i++) {
      double difference = (double) x[i] - y[i];
      between += difference * difference;
      depthX -= c * x[i] * x[i];
      depthY -= c * y[i] * y[i];
    }
    double sinh = Math.sqrt(c * between / (depthX * depthY));
    return 2 / Math.sqrt(c) * StrictMath.log(sinh + Math.sqrt(sinh * sinh + 1));
  }
}
