package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.e2vpt.tables.paper.Cost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "12.54, 12.5 s",
    "59.6, 1 min 00 s",
    "511, 8 min 31 s",
    "3599.6, 1 h 00 min",
    "7500, 2 h 05 min",
  })
  void tellsTime(double seconds, String words) {
    assertThat(Words.duration(seconds)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"3.3, +3.30", "-3.3, −3.30", "0, 0.00", "-0.001, 0.00", "0.001, 0.00", "NaN, –"})
  void signsDifferences(double points, String words) {
    assertThat(Words.signed(points)).isEqualTo(words);
  }

  @Test
  void countsTrials() {
    assertThat(Words.cost(new Cost(1, 9))).isEqualTo("1 trial in 9.0 s of compute time");
    assertThat(Words.cost(new Cost(212, 511)))
        .isEqualTo("212 trials in 8 min 31 s of compute time");
  }
}
