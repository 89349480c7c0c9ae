package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreTest {

  @Test
  void averagesTasksForEachSeed() {
    List<Score> scores =
        List.of(
            new Score("linear", "count", 1, 30),
            new Score("linear", "location", 1, 20),
            new Score("linear", "count", 2, 40),
            new Score("linear", "location", 2, 22),
            new Score("full", "count", 1, 99),
            new Score("linear", "digits", 1, 99));

    assertThat(Score.seedMeans(scores, "linear", List.of("count", "location")))
        .containsExactly(Map.entry(1, 25.0), Map.entry(2, 31.0));
  }

  @Test
  void leavesOutSeedsThatMissATask() {
    List<Score> scores =
        List.of(
            new Score("linear", "count", 1, 30),
            new Score("linear", "location", 1, 20),
            new Score("linear", "count", 2, 90));

    assertThat(Score.seedMeans(scores, "linear", List.of("count", "location"))).containsOnlyKeys(1);
  }

  @Test
  void refusesToCountARunTwice() {
    List<Score> scores =
        List.of(new Score("linear", "count", 1, 30), new Score("linear", "count", 1, 31));

    assertThatThrownBy(() -> Score.seedMeans(scores, "linear", List.of("count")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("linear on count with seed 1 occurs twice: a run must not count twice");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.01, 100.01})
  void refusesWhatIsNoPercentage(double accuracy) {
    assertThatThrownBy(() -> new Score("linear", "count", 1, accuracy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "accuracy of linear on count, seed 1: expected 0 to 100 percent, got %s", accuracy);
  }
}
