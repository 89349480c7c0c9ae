package org.e2vpt.harness.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.e2vpt.harness.umap.FuzzyGraph.Edge;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuzzyGraphTest {

  /** On a line at 0, 1, 3, 7. */
  private static final float[][] LINE = {{0}, {1}, {3}, {7}};

  @Test
  void findsTheNearestNeighbours() {
    Neighbors neighbors = Neighbors.of(LINE, 2);

    assertThat(neighbors.ids()).isDeepEqualTo(new int[][] {{1, 2}, {0, 2}, {1, 0}, {2, 1}});
    assertThat(neighbors.distances())
        .isDeepEqualTo(new double[][] {{1, 3}, {1, 2}, {2, 3}, {4, 6}});
  }

  @Test
  void prefersTheSmallerNumberAmongEquallyNear() {
    float[][] points = {{0}, {1}, {-1}, {1}, {-1}};

    assertThat(Neighbors.of(points, 3).ids()[0]).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 199})
  void agreesWithSortingAllDistances(int k) {
    SplittableRandom random = new SplittableRandom(5);
    double[] values = random.doubles(200).toArray();

    int[] sorted =
        IntStream.range(0, 200)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .limit(k)
            .toArray();
    assertThat(Neighbors.smallest(values, k)).isEqualTo(sorted);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void refusesMoreNeighboursThanThereAreOthers(int k) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Neighbors.of(LINE, k))
        .withMessage(
            "each of 4 points has 3 others, cannot have %d neighbours among them".formatted(k));
  }

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
    FuzzyGraph graph = FuzzyGraph.of(Neighbors.of(LINE, 2));

    assertThat(graph.size()).isEqualTo(4);
    assertThat(graph.edges().stream().filter(edge -> edge.weight() > 1e-100))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new Edge(0, 1, 1),
            new Edge(1, 0, 1),
            new Edge(1, 2, 1),
            new Edge(2, 1, 1),
            new Edge(2, 3, 1),
            new Edge(3, 2, 1));
  }

  /** Points of an equilateral triangle and its centre see others with strengths below 1. */
  @Test
  void addsStrengthsAsProbabilities() {
    float[][] points = {{0, 0}, {1, 0}, {0, 1.5f}, {-2, -1}};
    Neighbors neighbors = Neighbors.of(points, 3);

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
