package org.e2vpt.harness.umap;

import java.util.Arrays;

/**
 * The nearest others of every point, exactly: all distances are computed.
 *
 * @param ids (N, k), the nearest first; of equally near points the one with the smaller number
 * @param distances (N, k), Euclidean
 */
@SuppressWarnings("ArrayRecordComponent") // large, and never compared as records
public record Neighbors(int[][] ids, double[][] distances) {

  /**
   * Looks for {@code k} neighbours of each point.
   *
   * @param points (N, dimensions)
   * @throws IllegalArgumentException if there are not enough points
   */
  public static Neighbors of(float[][] points, int k) {
    if (k < 1 || k >= points.length) {
      throw new IllegalArgumentException(
          "each of %d points has %d others, cannot have %d neighbours among them"
              .formatted(points.length, points.length - 1, k));
    }
    int[][] ids = new int[points.length][];
    double[][] distances = new double[points.length][];
    double[] squares = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < points.length; j++) {
        squares[j] = i == j ? Double.POSITIVE_INFINITY : squaredDistance(points[i], points[j]);
      }
      ids[i] = smallest(squares, k);
      distances[i] = Arrays.stream(ids[i]).mapToDouble(j -> Math.sqrt(squares[j])).toArray();
    }
    return new Neighbors(ids, distances);
  }

  private static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }

  /** The places of the k smallest values, by insertion: few of many enter. */
  static int[] smallest(double[] values, int k) {
    int[] places = new int[k];
    int found = 0;
    for (int i = 0; i < values.length; i++) {
      if (found == k && values[i] >= values[places[k - 1]]) {
        continue;
      }
      int at = found < k ? found++ : k - 1;
      while (at > 0 && values[i] < values[places[at - 1]]) {
        places[at] = places[at - 1];
        at--;
      }
      places[at] = i;
    }
    return places;
  }
}
