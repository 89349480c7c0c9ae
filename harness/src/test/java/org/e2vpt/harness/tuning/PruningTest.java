package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tuning.E2vptOptions.Cascade;
import org.junit.jupiter.api.Test;

class PruningTest {

  /** Two masks of four tokens with two segments each. */
  private static final ImportanceScores SCORES =
      new ImportanceScores(
          HostTensor.of(new float[] {4, 1, 3, 2, 5, 6, 7, 8}, 2, 4),
          HostTensor.of(new float[] {1, 2, 9, 8, 5, 4, 0, 0, 3, 1, 1, 3, 2, 2, 6, 5}, 2, 4, 2));

  @Test
  void removesTheLeastImportantTokensOfEachMask() {
    Pruning pruning = Pruning.of(SCORES, 2, 0, Cascade.REMAINING);

    assertThat(pruning.tokens()).isDeepEqualTo(new int[][] {{0, 2}, {2, 3}});
    assertThat(pruning.tokenMask()).containsExactly(1, 0, 1, 0, 0, 0, 1, 1);
    assertThat(pruning.maskOfTokensLeft()).containsOnly(1);
  }

  @Test
  void removesTheLowestSegmentsOfAllTokensLeft() {
    Pruning pruning = Pruning.of(SCORES, 2, 1, Cascade.REMAINING);

    // Scores left: first mask (1, 2) (5, 4); second (2, 2) (6, 5).
    assertThat(pruning.maskOfTokensLeft()).containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
  }

  @Test
  void removesAsManySegmentsOfEveryTokenIfTokensAreIndependent() {
    Pruning pruning = Pruning.of(SCORES, 2, 1, Cascade.INDEPENDENT);

    // A tie goes to the lower index.
    assertThat(pruning.mask()).containsExactly(0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0);
    assertThat(pruning.maskOfTokensLeft()).containsExactly(0, 1, 1, 0, 0, 1, 1, 0);
  }

  /** The released importance keeps its sign: the most negative goes first. */
  @Test
  void removesNegativeScoresFirst() {
    ImportanceScores signed =
        new ImportanceScores(
            HostTensor.of(new float[] {0.1f, -3, 2}, 1, 3), HostTensor.of(new float[3], 1, 3, 1));

    assertThat(Pruning.of(signed, 1, 0, Cascade.INDEPENDENT).tokenMask()).containsExactly(1, 0, 1);
  }

  @Test
  void keepsTheValuesOfTheTokensThatAreLeft() {
    float[] kept = Pruning.of(SCORES, 2, 0, Cascade.REMAINING).keep(upTo(2 * 4 * 3), 2, 3);

    assertThat(kept).containsExactly(0, 1, 2, 6, 7, 8, 18, 19, 20, 21, 22, 23);
  }

  @Test
  void keepsTheSameTokensInAllBlocksIfTheyShareTheMask() {
    ImportanceScores shared =
        new ImportanceScores(
            HostTensor.of(new float[] {4, 1, 3, 2}, 1, 4), HostTensor.of(new float[4], 1, 4, 1));

    float[] kept = Pruning.of(shared, 3, 0, Cascade.REMAINING).keep(upTo(2 * 4 * 2), 2, 2);

    assertThat(kept).containsExactly(0, 1, 8, 9);
  }

  private static float[] upTo(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }
}
