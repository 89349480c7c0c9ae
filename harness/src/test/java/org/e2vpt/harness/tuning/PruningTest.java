package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import org.e2vpt.harness.checkpoint.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PruningTest {

  /** Two blocks of four tokens with two segments each. */
  private static final Importance SCORES =
      new Importance(
          HostTensor.of(new float[] {4, 1, 3, 2, 5, 6, 7, 8}, 2, 4),
          HostTensor.of(new float[] {1, 2, 9, 8, 5, 4, 0, 0, 3, 1, 1, 3, 2, 2, 6, 5}, 2, 4, 2));

  @Test
  void removesTheLeastImportantTokensOfEachBlock() {
    Pruning pruning = Pruning.cascade(SCORES, 50, 0);

    assertThat(pruning.tokens()).isDeepEqualTo(new int[][] {{0, 2}, {2, 3}});
    assertThat(pruning.segments()).containsOnly(1);
  }

  @Test
  void removesSegmentsOnlyWithinTheTokensThatAreLeft() {
    Pruning pruning = Pruning.cascade(SCORES, 50, 50);

    // Scores left: block 0 (1, 2) (5, 4); block 1 (2, 2) (6, 5): a tie goes to the lower index.
    assertThat(pruning.segments()).containsExactly(0, 1, 1, 0, 0, 1, 1, 0);
    assertThat(pruning.segmentsLeft()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "10, 4", "24, 4", "25, 3", "74, 2", "90, 1", "100, 1"})
  void roundsDownAndAlwaysKeepsOneToken(int percent, int left) {
    assertThat(Pruning.cascade(SCORES, percent, 0).length()).isEqualTo(left);
  }

  @Test
  void keepsTheValuesOfTheTokensThatAreLeft() {
    float[] prompts = new float[2 * 4 * 3];
    for (int i = 0; i < prompts.length; i++) {
      prompts[i] = i;
    }

    float[] kept = Pruning.cascade(SCORES, 50, 0).keep(prompts, 4, 3);

    assertThat(kept).containsExactly(0, 1, 2, 6, 7, 8, 18, 19, 20, 21, 22, 23);
  }
}
