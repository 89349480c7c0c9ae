package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.assertj.core.data.Offset;
import org.e2vpt.tables.paper.Score;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {

  private static final ImmutableMap<String, String> TITLES = ImmutableMap.of("full", "Full");

  /** Differences 1, 2, 3 and −2, 0: mean 0.8, sd 1.9235, t(0.975, 4) = 2.7764. */
  @Test
  void averagesTheDifferencesOfRunsWithOneRowTaskAndSeed() {
    List<Score> first =
        List.of(
            new Score("full", "digits", 42, 50),
            new Score("full", "digits", 44, 60),
            new Score("full", "shapes", 42, 70),
            new Score("bias", "digits", 42, 40),
            new Score("bias", "digits", 44, 41),
            new Score("full", "digits", 100, 99)); // without a counterpart
    List<Score> second =
        List.of(
            new Score("full", "shapes", 42, 73),
            new Score("full", "digits", 44, 62),
            new Score("full", "digits", 42, 51),
            new Score("full", "digits", 2, 42, 0), // of another campaign
            new Score("bias", "digits", 44, 41),
            new Score("bias", "digits", 42, 38));

    List<PairedDifference> pairs = PairedDifference.of(first, second, TITLES);

    assertThat(pairs)
        .extracting(PairedDifference::title)
        .containsExactly(PairedDifference.ALL, "Full", "bias");
    assertThat(pairs).extracting(PairedDifference::pairs).containsExactly(5, 3, 2);
    assertThat(pairs.get(0).points()).isCloseTo(0.8, Offset.offset(1e-12));
    assertThat(pairs.get(0).halfWidth())
        .isCloseTo(2.7764 * 1.9235 / Math.sqrt(5), Offset.offset(1e-4));
    assertThat(pairs.get(0).sentence())
        .isEqualTo(
            "5 pairs with the same row, task and seed: mean difference +0.80, 95 % interval −1.59"
                + " to +3.19");
    assertThat(pairs.get(1).interval()).isEqualTo("−0.48 to +4.48");
    assertThat(pairs.get(2).points()).isEqualTo(-1);
  }

  @Test
  void saysNothingOfASinglePair() {
    List<Score> first = List.of(new Score("full", "digits", 42, 50));

    assertThat(PairedDifference.of(first, List.of(new Score("full", "digits", 42, 51)), TITLES))
        .isEmpty();
  }

  @Test
  void saysNothingOfRunsThatAreTheSame() {
    List<Score> runs =
        List.of(new Score("full", "digits", 42, 50), new Score("full", "digits", 44, 51));

    assertThat(PairedDifference.of(runs, runs, TITLES)).isEmpty();
  }
}
