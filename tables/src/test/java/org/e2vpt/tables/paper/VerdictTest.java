package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

  private static final Summary REFERENCE = new Summary(5, 50, 0.8);
  private static final double TOLERANCE = 2;

  /** With n = 3, a deviation of 0.40 gives an interval of 0.99 to each side, 2.42 gives 6.01. */
  @ParameterizedTest(name = "n = {0}, {1} ± {2}: {3}")
  @CsvSource({
    "0,     ,     , not run",
    "1, 50.00,     , inconclusive",
    "3, 50.00, 0.40, reproduced",
    "3, 52.00, 0.40, reproduced",
    "3, 48.00, 0.40, reproduced",
    "3, 52.01, 0.40, not reproduced",
    "3, 47.99, 0.40, not reproduced",
    "3, 52.01, 9.00, not reproduced",
    "3, 50.00, 2.41, reproduced",
    "3, 50.00, 2.42, inconclusive",
    "2, 50.00, 0.00, reproduced",
    "2, 52.01, 0.00, not reproduced",
  })
  void comparesMeanWithTheTolerance(
      int n, @Nullable Double mean, @Nullable Double sd, String verdict) {
    Summary measured = new Summary(n, orNaN(mean), orNaN(sd));

    assertThat(Verdict.of(measured, n, REFERENCE, TOLERANCE).words()).isEqualTo(verdict);
  }

  @Test
  void cannotConcludeWithoutReference() {
    assertThat(Verdict.of(new Summary(3, 50, 0.4), 3, Summary.NONE, Double.NaN))
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  /** The interval is 0.99 to each side. */
  @ParameterizedTest(name = "{0} ± 0.40 against one printed 50.00: {1}")
  @CsvSource({
    "50.00, reproduced",
    "52.01, inconclusive",
    "52.99, inconclusive",
    "53.00, not reproduced",
    "47.01, inconclusive",
    "47.00, not reproduced",
  })
  void comparesTheIntervalTooIfTheReferenceHasNoSpread(double mean, String verdict) {
    Summary printed = new Summary(1, 50, Double.NaN);

    assertThat(Verdict.of(new Summary(3, mean, 0.4), 3, printed, TOLERANCE).words())
        .isEqualTo(verdict);
  }

  @ParameterizedTest(name = "{0} of 3 seeds at {1}: {2}")
  @CsvSource({
    "0,      , not run",
    "1, 50.00, inconclusive",
    "2, 50.00, inconclusive",
    "3, 50.00, reproduced",
    "2, 52.01, not reproduced",
  })
  void reproducesNothingWithoutEverySeed(int n, @Nullable Double mean, String verdict) {
    Summary measured = new Summary(n, orNaN(mean), n < 2 ? Double.NaN : 0.1);

    assertThat(Verdict.of(measured, 3, REFERENCE, TOLERANCE).words()).isEqualTo(verdict);
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
