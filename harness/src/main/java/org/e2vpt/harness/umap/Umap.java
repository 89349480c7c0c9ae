package org.e2vpt.harness.umap;

import com.google.common.collect.ImmutableList;
import java.util.SplittableRandom;
import org.e2vpt.harness.umap.FuzzyGraph.Edge;

/**
 * Lays points of many dimensions out in the hyperbolic plane so that neighbours stay neighbours:
 * UMAP with the hyperboloid's distance between the points of the layout.
 *
 * <p>The layout minimises the cross-entropy between the {@link FuzzyGraph} of the points and the
 * {@link Falloff} of their distances in the plane, by stochastic gradient descent over its edges:
 * each pulls its two points together, and pushes its first from five points that are drawn at
 * random. Gradients are taken in chart coordinates. One thread and random numbers of one stream:
 * the same points give the same layout.
 *
 * @param neighbors k of the graph
 * @param minimum distance in the plane up to which points count as together
 * @param epochs how often the strongest edge is followed; weaker ones in proportion to their weight
 */
public record Umap(int neighbors, double minimum, int epochs) {

  /** What the reference implementation does with up to 10,000 points unless told otherwise. */
  public static final Umap DEFAULT = new Umap(15, 0.1, 500);

  /** Points that an edge's first point is pushed from. */
  private static final int PUSHES = 5;

  /** The farthest that a coordinate moves in one step, times the learning rate. */
  private static final double LONGEST_STEP = 4;

  /** Largest chart coordinate at the beginning: within 2.4 of the centre, so that all can move. */
  private static final double BEGINNING = 5;

  /**
   * The layout of {@code points}.
   *
   * @param points (N, dimensions), at least two dimensions
   * @return (N, 2) chart coordinates: see {@link HyperbolicPlane}
   * @throws IllegalArgumentException if there are no more points than neighbours
   */
  public double[][] layout(float[][] points, SplittableRandom random) {
    FuzzyGraph graph = FuzzyGraph.of(Neighbors.of(points, Neighbors::euclidean, neighbors));
    double[][] layout = beginning(points);
    new Descent(layout, random).follow(graph.edges());
    return layout;
  }

  private static double[][] beginning(float[][] points) {
    double[][] layout = Principal.components(points);
    double largest = 0;
    for (double[] point : layout) {
      largest = Math.max(largest, Math.max(Math.abs(point[0]), Math.abs(point[1])));
    }
    for (double[] point : layout) {
      point[0] *= BEGINNING / largest;
      point[1] *= BEGINNING / largest;
    }
    return layout;
  }

  private final class Descent {

    private final double[][] layout;
    private final SplittableRandom random;
    private final Falloff falloff = Falloff.fit(minimum);
    private final double[] gradient = new double[2];
    private final double[] back = new double[2];

    Descent(double[][] layout, SplittableRandom random) {
      this.layout = layout;
      this.random = random;
    }

    void follow(ImmutableList<Edge> edges) {
      double strongest = edges.stream().mapToDouble(Edge::weight).max().orElseThrow();
      double[] due = edges.stream().mapToDouble(edge -> strongest / edge.weight()).toArray();
      for (int epoch = 1; epoch <= epochs; epoch++) {
        double rate = 1 - (epoch - 1.0) / epochs;
        for (int i = 0; i < due.length; i++) {
          if (due[i] <= epoch) {
            Edge edge = edges.get(i);
            follow(layout[edge.from()], layout[edge.to()], rate);
            due[i] += strongest / edge.weight();
          }
        }
      }
    }

    private void follow(double[] from, double[] to, double rate) {
      double pull = falloff.attraction(HyperbolicPlane.distanceGradient(from, to, gradient));
      HyperbolicPlane.distanceGradient(to, from, back);
      move(from, pull, gradient, rate);
      move(to, pull, back, rate);
      for (int i = 0; i < PUSHES; i++) {
        double[] other = layout[random.nextInt(layout.length)];
        if (other != from) {
          double push = falloff.repulsion(HyperbolicPlane.distanceGradient(from, other, gradient));
          move(from, push, gradient, rate);
        }
      }
    }

    /** One step against slope · gradient. */
    private static void move(double[] point, double slope, double[] gradient, double rate) {
      point[0] -= rate * clipped(slope * gradient[0]);
      point[1] -= rate * clipped(slope * gradient[1]);
    }

    private static double clipped(double step) {
      return Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step));
    }
  }
}
