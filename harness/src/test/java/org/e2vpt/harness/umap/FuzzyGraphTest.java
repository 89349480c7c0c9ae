package org.e2vpt.harness.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.e2vpt.harness.umap.FuzzyGraph.Edge;
import org.junit.jupiter.api.Test;

class FuzzyGraphTest {

  /** On a line at 0, 1, 3, 7. */
  private static final float[][] LINE = {{0}, {1}, {3}, {7}};

  /**
   * With k = 3 neighbours at 1, 2, 3: ρ = 1, and 1 + q + q² = log₂ 3 for q = exp(−1/σ), so q = (√(4
   * log₂ 3 − 3) − 1)/2.
   */
  @Test
  void strengthsAddUpToTheLogarithmOfTheNeighbours() {
    double q = (Math.sqrt(4 * Math.log(3) / Math.log(2) - 3) - 1) / 2;

    assertThat(FuzzyGraph.strengths(new double[] {1, 2, 3}))
        .containsExactly(new double[] {1, q, q * q}, within(1e-12));
  }

  @Test
  void strengthsDoNotDependOnTheUnitOfDistance() {
    double[] near = FuzzyGraph.strengths(new double[] {0.1, 0.25, 0.3, 0.7});
    double[] far = FuzzyGraph.strengths(new double[] {1000, 2500, 3000, 7000});

    assertThat(far).containsExactly(near, within(1e-9));
  }

  /**
   * Two at the same place, then ρ = 2; 1 + 1 + 1 > log₂ 4 already, so the scale is the narrowest.
   */
  @Test
  void leavesTheSamePlaceOutOfTheNearestDistance() {
    double[] strengths = FuzzyGraph.strengths(new double[] {0, 0, 2, 4});

    assertThat(strengths).containsExactly(new double[] {1, 1, 1, 0}, within(1e-12));
  }

  @Test
  void allAtTheSamePlaceBelongTogether() {
    assertThat(FuzzyGraph.strengths(new double[] {0, 0})).containsExactly(1, 1);
  }

  /**
   * With k = 2, log₂ 2 = 1: the nearer neighbour has strength 1 and the other next to none, by the
   * narrowest scale. So the union has the pairs 0–1 (seen by both), 1–2 and 2–3 (seen by one).
   */
  @Test
  void unitesWhatBothSee() {
    FuzzyGraph graph = FuzzyGraph.of(Neighbors.of(LINE, Neighbors::euclidean, 2));

    assertThat(graph.size()).isEqualTo(4);
    assertThat(graph.edges().stream().filter(edge -> edge.weight() > 1e-9))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new Edge(0, 1, 1),
            new Edge(1, 0, 1),
            new Edge(1, 2, 1),
            new Edge(2, 1, 1),
            new Edge(2, 3, 1),
            new Edge(3, 2, 1));
  }

  /** Four points that all see one another. */
  @Test
  void addsStrengthsAsProbabilities() {
    float[][] points = {{0, 0}, {1, 0}, {0, 1.5f}, {-2, -1}};
    Neighbors neighbors = Neighbors.of(points, Neighbors::euclidean, 3);

    double[][] seen = new double[4][4];
    for (int i = 0; i < 4; i++) {
      double[] strengths = FuzzyGraph.strengths(neighbors.distances()[i]);
      for (int k = 0; k < 3; k++) {
        seen[i][neighbors.ids()[i][k]] = strengths[k];
      }
    }
    FuzzyGraph graph = FuzzyGraph.of(neighbors);

    assertThat(graph.edges()).hasSize(12);
    for (Edge edge : graph.edges()) {
      double a = seen[edge.from()][edge.to()];
      double b = seen[edge.to()][edge.from()];
      assertThat(edge.weight()).isCloseTo(1 - (1 - a) * (1 - b), within(1e-12));
    }
    assertThat(Arrays.stream(seen[0]).sum()).isCloseTo(Math.log(3) / Math.log(2), within(1e-9));
  }
}
