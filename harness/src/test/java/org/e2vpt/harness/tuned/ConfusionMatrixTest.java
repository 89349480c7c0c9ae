package org.e2vpt.harness.tuned;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.tuned.ConfusionMatrix.Pair;
import org.e2vpt.harness.tuned.ConfusionMatrix.Share;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfusionMatrixTest {

  @Test
  void countsWhatImagesWereTakenFor() {
    ConfusionMatrix matrix = new ConfusionMatrix(ImmutableList.of("cat", "dog", "owl"));
    matrix.add(0, 0);
    matrix.add(0, 1);
    matrix.add(1, 1);
    matrix.add(1, 1);

    assertThat(matrix.count(0, 1)).isEqualTo(1);
    assertThat(matrix.accuracy()).isEqualTo(new Share(3, 4));
    assertThat(matrix.accuracy(0).percent()).isEqualTo(50);
    assertThat(matrix.accuracy(1)).isEqualTo(new Share(2, 2));
    assertThat(matrix.accuracy(2).percent()).isNaN();
  }

  @Test
  void putsTheMostFrequentErrorsFirst() {
    ConfusionMatrix matrix = new ConfusionMatrix(ImmutableList.of("cat", "dog", "owl"));
    matrix.add(0, 0);
    matrix.add(0, 1);
    matrix.add(1, 2);
    matrix.add(2, 0);
    matrix.add(2, 0);

    assertThat(matrix.errors()).containsExactly(new Pair(2, 0), new Pair(0, 1), new Pair(1, 2));
  }

  /** The ends solve (p̂ − p)² = z² p (1 − p) / n: found by bisection, in another program. */
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0, 27.7533",
    "5, 10, 23.6593, 76.3407",
    "10, 10, 72.2467, 100",
    "175, 200, 82.1986, 91.3880",
    "1, 1, 20.6549, 100"
  })
  void hasWilsonsInterval(long correct, long images, double low, double high) {
    Share share = new Share(correct, images);

    assertThat(share.low()).isEqualTo(low, Offset.offset(1e-4));
    assertThat(share.high()).isEqualTo(high, Offset.offset(1e-4));
  }
}
