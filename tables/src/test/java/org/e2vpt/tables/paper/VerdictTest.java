package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
    "3, 52.01, 0.40, inconclusive",
    "3, 47.99, 0.40, inconclusive",
    "3, 52.99, 0.40, inconclusive",
    "3, 53.00, 0.40, not reproduced",
    "3, 47.01, 0.40, inconclusive",
    "3, 47.00, 0.40, not reproduced",
    "3, 50.00, 2.41, reproduced",
    "3, 50.00, 2.42, inconclusive",
    "2, 50.00, 0.00, reproduced",
    "2, 52.01, 0.00, not reproduced",
  })
  void comparesMeanAndIntervalWithTheTolerance(
      int n, @Nullable Double mean, @Nullable Double sd, String verdict) {
    Summary measured = new Summary(n, orNaN(mean), orNaN(sd));

    assertThat(Verdict.of(measured, REFERENCE, TOLERANCE)).isEqualTo(Verdict.parse(verdict));
  }

  @Test
  void cannotConcludeWithoutReference() {
    assertThat(Verdict.of(new Summary(3, 50, 0.4), Summary.NONE, Double.NaN))
        .isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void comparesWithAReferenceOfOneValue() {
    Summary printed = new Summary(1, 50, Double.NaN);

    assertThat(Verdict.of(new Summary(3, 50.5, 0.4), printed, 0.66)).isEqualTo(Verdict.REPRODUCED);
  }

  @ParameterizedTest
  @EnumSource
  void isReadAsItIsWritten(Verdict verdict) {
    assertThat(Verdict.parse(verdict.words())).isEqualTo(verdict);
  }

  @Test
  void refusesAnUnknownWord() {
    assertThatThrownBy(() -> Verdict.parse("passed"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no verdict is called 'passed'");
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
