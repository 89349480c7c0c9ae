package org.e2vpt.harness.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighborsTest {

  /** On a line at 0, 1, 3, 7. */
  private static final float[][] LINE = {{0}, {1}, {3}, {7}};

  @Test
  void findsTheNearest() {
    Neighbors neighbors = Neighbors.of(LINE, Neighbors::euclidean, 2);

    assertThat(neighbors.ids()).isDeepEqualTo(new int[][] {{1, 2}, {0, 2}, {1, 0}, {2, 1}});
    assertThat(neighbors.distances())
        .isDeepEqualTo(new double[][] {{1, 3}, {1, 2}, {2, 3}, {4, 6}});
  }

  @Test
  void prefersTheSmallerNumberAmongEquallyNear() {
    float[][] points = {{0}, {1}, {-1}, {1}, {-1}};

    assertThat(Neighbors.of(points, Neighbors::euclidean, 3).ids()[0]).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 199})
  void agreesWithSortingAllDistances(int k) {
    double[] values = new SplittableRandom(5).doubles(200).toArray();

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
        .isThrownBy(() -> Neighbors.of(LINE, Neighbors::euclidean, k))
        .withMessage(
            String.format(
                Locale.ROOT,
                "each of 4 points has 3 others, cannot have %d neighbours among them",
                k));
  }

  /** The points a, b, a, a have neighbours b a, a a, b a and a b, the nearest first. */
  @Test
  void countsLabels() {
    Neighbors neighbors = Neighbors.of(LINE, Neighbors::euclidean, 2);
    int[] labels = {0, 1, 0, 0};

    assertThat(neighbors.purity(labels)).isEqualTo(100 * 3 / 8.0);
    assertThat(neighbors.recall(labels, 1)).isEqualTo(100 * 1 / 4.0);
    assertThat(neighbors.recall(labels, 2)).isEqualTo(100 * 3 / 4.0);
  }
}
