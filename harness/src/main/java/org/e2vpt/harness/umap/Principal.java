package org.e2vpt.harness.umap;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** The two directions in which points differ most. */
final class Principal {

  private Principal() {}

  /**
   * Where the points lie along their first two principal axes, (N, 2), centred at 0. An axis points
   * to where its largest component is positive, so that the result is one and the same.
   *
   * @param points (N, dimensions)
   */
  static double[][] components(float[][] points) {
    int dimensions = points[0].length;
    double[] mean = new double[dimensions];
    for (float[] point : points) {
      for (int i = 0; i < dimensions; i++) {
        mean[i] += point[i] / (double) points.length;
      }
    }
    double[][] covariance = new double[dimensions][dimensions];
    for (float[] point : points) {
      for (int i = 0; i < dimensions; i++) {
        for (int j = 0; j <= i; j++) {
          covariance[i][j] += (point[i] - mean[i]) * (point[j] - mean[j]);
          covariance[j][i] = covariance[i][j];
        }
      }
    }
    // Its singular vectors are its eigenvectors; EigenDecomposition does not converge where points
    // fill few of the dimensions, as features narrower than the ball do.
    RealMatrix axes =
        new SingularValueDecomposition(new Array2DRowRealMatrix(covariance, false)).getV();
    double[][] components = new double[points.length][2];
    for (int axis = 0; axis < 2; axis++) {
      double[] direction = oriented(axes.getColumnVector(axis)); // singular values descend
      for (int n = 0; n < points.length; n++) {
        for (int i = 0; i < dimensions; i++) {
          components[n][axis] += (points[n][i] - mean[i]) * direction[i];
        }
      }
    }
    return components;
  }

  private static double[] oriented(RealVector axis) {
    boolean negative = -axis.getMinValue() > axis.getMaxValue();
    return axis.mapMultiply(negative ? -1 : 1).toArray();
  }
}
