package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.e2vpt.tables.paper.Summary;
import org.junit.jupiter.api.Test;

class WelchTest {

  @Test
  void isStudentsForEqualSpreadAndCount() {
    Welch welch = Welch.of(new Summary(3, 15, 2), new Summary(3, 10, 2));

    // 4 degrees of freedom; t = 5 / (2 · √(2/3)) = 3.0619; tables of t give p = 0.0376.
    assertThat(welch.freedom()).isCloseTo(4, within(1e-9));
    assertThat(welch.halfWidth(0.95)).isCloseTo(4.534, within(0.001));
    assertThat(welch.p()).isCloseTo(0.0376, within(0.0001));
  }

  @Test
  void holdsASampleToAPrintedNumber() {
    Welch welch = Welch.against(10, new Summary(4, 13, 2));

    // One sample: standard error 1, 3 degrees of freedom, t = 3.
    assertThat(welch.error()).isEqualTo(1);
    assertThat(welch.halfWidth(0.95)).isCloseTo(3.182, within(0.001));
    assertThat(welch.p()).isCloseTo(0.0577, within(0.0001));
  }

  @Test
  void isCertainWithoutAnySpread() {
    Summary still = new Summary(3, 10, 0);

    assertThat(Welch.of(still, still).p()).isEqualTo(1);
    assertThat(Welch.of(new Summary(3, 9, 0), still).p()).isZero();
    assertThat(Welch.of(new Summary(3, 9, 0), still).halfWidth(0.95)).isZero();
  }
}
