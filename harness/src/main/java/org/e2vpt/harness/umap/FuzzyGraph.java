package org.e2vpt.harness.umap;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * How much each pair of points belongs together, between 0 and 1 (McInnes et al., §3.1): what the
 * layout shall show.
 *
 * @param size N
 * @param edges pairs that belong together at all, each in both directions, in order
 */
public record FuzzyGraph(int size, ImmutableList<Edge> edges) {

  private static final int BISECTIONS = 64;

  /** The narrowest scale, as a part of the mean distance to a point's neighbours. */
  private static final double NARROWEST = 1e-3;

  /** That {@code from} and {@code to} belong together by {@code weight}. */
  public record Edge(int from, int to, double weight) {}

  /**
   * The fuzzy union of what each point sees: with a = the strength from i to j and b = that from j
   * to i, a + b − ab.
   */
  public static FuzzyGraph of(Neighbors neighbors) {
    int size = neighbors.ids().length;
    TreeMap<Long, Double> union = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      double[] strengths = strengths(neighbors.distances()[i]);
      for (int k = 0; k < strengths.length; k++) {
        int j = neighbors.ids()[i][k];
        double strength = strengths[k];
        union.merge(key(size, i, j), strength, FuzzyGraph::union);
        union.merge(key(size, j, i), strength, FuzzyGraph::union);
      }
    }
    ImmutableList.Builder<Edge> edges = ImmutableList.builder();
    union.forEach(
        (key, weight) -> edges.add(new Edge((int) (key / size), (int) (key % size), weight)));
    return new FuzzyGraph(size, edges.build());
  }

  private static long key(int size, int from, int to) {
    return (long) from * size + to;
  }

  private static double union(double a, double b) {
    return a + b - a * b;
  }

  /**
   * How strongly a point is tied to its k neighbours: exp(−max(0, d − ρ)/σ), with ρ the distance to
   * the nearest that is not at the same place, and σ so that the strengths add up to log₂ k.
   *
   * @param distances (k), the smallest first
   */
  static double[] strengths(double[] distances) {
    double nearest = Arrays.stream(distances).filter(d -> d > 0).findFirst().orElse(0);
    double target = StrictMath.log(distances.length) / StrictMath.log(2);
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double scale = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      if (sum(strengths(distances, nearest, scale)) > target) {
        high = scale;
      } else {
        low = scale;
      }
      scale = Double.isInfinite(high) ? 2 * scale : (low + high) / 2;
    }
    double mean = Arrays.stream(distances).average().orElseThrow();
    return strengths(distances, nearest, Math.max(scale, NARROWEST * mean));
  }

  private static double[] strengths(double[] distances, double nearest, double scale) {
    return Arrays.stream(distances)
        .map(d -> d <= nearest ? 1 : StrictMath.exp((nearest - d) / scale))
        .toArray();
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }
}
