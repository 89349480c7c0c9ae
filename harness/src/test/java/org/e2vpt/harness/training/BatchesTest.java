package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Ints;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchesTest {

  @Test
  void countsInOrderWithASmallerLastBatch() {
    List<int[]> batches = Batches.sequential(5, 2);

    assertThat(batches).hasSize(3);
    assertThat(batches.get(0)).containsExactly(0, 1);
    assertThat(batches.get(1)).containsExactly(2, 3);
    assertThat(batches.get(2)).containsExactly(4);
  }

  @ParameterizedTest
  @CsvSource({"0, 4, 0", "4, 4, 1", "5, 4, 2", "3, 100, 1"})
  void makesAsManyBatchesAsNeeded(int size, int batch, int batches) {
    assertThat(Batches.sequential(size, batch)).hasSize(batches);
    assertThat(Batches.shuffled(size, batch, new SplittableRandom(1))).hasSize(batches);
  }

  @Test
  void seesEveryImageOnceAnEpoch() {
    int[] order = order(1000, new SplittableRandom(1));

    assertThat(order).isNotEqualTo(flat(Batches.sequential(1000, 1)));
    assertThat(order).containsExactlyInAnyOrder(flat(Batches.sequential(1000, 1)));
  }

  @Test
  void isAnotherOrderInTheNextEpoch() {
    SplittableRandom random = new SplittableRandom(1);

    assertThat(order(10, random)).isNotEqualTo(order(10, random));
  }

  /** Recorded once: a seed of today gives the same batches next year. */
  @Test
  void shufflesLikeThisForEver() {
    assertThat(order(10, new SplittableRandom(1))).containsExactly(9, 0, 4, 1, 7, 8, 5, 2, 3, 6);
  }

  @Test
  void putsEveryImageInEveryPlaceEquallyOften() {
    SplittableRandom random = new SplittableRandom(3);
    int[][] counts = new int[4][4];
    for (int round = 0; round < 24_000; round++) {
      int[] order = order(4, random);
      for (int place = 0; place < 4; place++) {
        counts[order[place]][place]++;
      }
    }

    // 6,000 expected; five standard deviations of √(24,000 · ¼ · ¾) = 67.
    for (int[] places : counts) {
      assertThat(Ints.asList(places))
          .allSatisfy(count -> assertThat(count).isBetween(5_665, 6_335));
    }
  }

  private static int[] order(int size, SplittableRandom random) {
    return flat(Batches.shuffled(size, 3, random));
  }

  private static int[] flat(List<int[]> batches) {
    return Ints.concat(batches.toArray(int[][]::new));
  }
}
