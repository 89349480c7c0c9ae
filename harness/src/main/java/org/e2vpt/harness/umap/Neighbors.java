package org.e2vpt.harness.umap;

import java.util.Arrays;
import java.util.Locale;

/**
 * The nearest others of every point, exactly: all distances are computed.
 *
 * @param ids (N, k), the nearest first; of equally near points the one with the smaller number
 * @param distances (N, k)
 */
@SuppressWarnings("ArrayRecordComponent") // large, and never compared as records
public record Neighbors(int[][] ids, double[][] distances) {

  /** How far two points are apart. */
  @FunctionalInterface
  public interface Distance<T> {
    double between(T a, T b);
  }

  /**
   * Looks for {@code k} neighbours of each point.
   *
   * @throws IllegalArgumentException if there are not enough points
   */
  public static <T> Neighbors of(T[] points, Distance<? super T> distance, int k) {
    if (k < 1 || k >= points.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "each of %d points has %d others, cannot have %d neighbours among them",
              points.length,
              points.length - 1,
              k));
    }
    int[][] ids = new int[points.length][];
    double[][] distances = new double[points.length][];
    double[] all = new double[points.length];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j < points.length; j++) {
        all[j] = i == j ? Double.POSITIVE_INFINITY : distance.between(points[i], points[j]);
      }
      ids[i] = smallest(all, k);
      distances[i] = Arrays.stream(ids[i]).mapToDouble(j -> all[j]).toArray();
    }
    return new Neighbors(ids, distances);
  }

  /** The straight distance. */
  public static double euclidean(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }

  /** Which part of all neighbours have the label of their point, in percent. */
  public double purity(int[] labels) {
    long same = 0;
    for (int i = 0; i < ids.length; i++) {
      same += sameLabel(labels, i, ids[i].length);
    }
    return 100.0 * same / ((long) ids.length * ids[0].length);
  }

  /**
   * Recall@K: which part of the points have a neighbour of their label among the first {@code k},
   * in percent.
   */
  public double recall(int[] labels, int k) {
    long found = 0;
    for (int i = 0; i < ids.length; i++) {
      found += sameLabel(labels, i, k) > 0 ? 1 : 0;
    }
    return 100.0 * found / ids.length;
  }

  private long sameLabel(int[] labels, int point, int k) {
    return Arrays.stream(ids[point], 0, k).filter(j -> labels[j] == labels[point]).count();
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
