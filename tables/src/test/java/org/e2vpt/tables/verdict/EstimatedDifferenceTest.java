package org.e2vpt.tables.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With two degrees of freedom, P(T > t) = (1 − t/√(2 + t²))/2. */
class EstimatedDifferenceTest {

  private static final double CLOSE = 1e-9;

  @Test
  void followsStudentsT() {
    EstimatedDifference difference = difference(-0.5, 0.5, 2); // t = 1

    assertThat(difference.twoSidedP()).isCloseTo(1 - 1 / Math.sqrt(3), within(CLOSE));
    assertThat(difference.equivalenceP(1)).isCloseTo((1 - 1 / Math.sqrt(3)) / 2, within(CLOSE));
    assertThat(difference.halfWidth()).isCloseTo(0.5 * 4.302652729911275, within(CLOSE));
    assertThat(difference.low() + difference.high()).isCloseTo(-1, within(CLOSE));
  }

  @Test
  void differenceBeyondTheMarginIsNeverEquivalent() {
    assertThat(difference(1.5, 0.1, 12).equivalenceP(1)).isGreaterThan(0.99);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.2, REPRODUCED",
    "-2.0, 0.2, NOT_REPRODUCED",
    "0.3, 0.6, CONSISTENT",
    "2.0, 1.5, CONSISTENT",
    "0.8, 0.2, INCONCLUSIVE"
  })
  void wordIsTheFirstThatHolds(double d, double error, VerdictWord word) {
    EstimatedDifference difference = difference(d, error, 12);

    assertThat(VerdictWord.of(difference, 1, difference.twoSidedP())).isEqualTo(word);
  }

  @Test
  void whatHolmDoesNotRejectIsInconclusive() {
    assertThat(VerdictWord.of(difference(-2, 0.5, 12), 1, 0.06))
        .isEqualTo(VerdictWord.INCONCLUSIVE);
  }

  static EstimatedDifference difference(double d, double error, double freedom) {
    return new EstimatedDifference(d, new StandardError(error * error, 0, error, freedom));
  }
}
