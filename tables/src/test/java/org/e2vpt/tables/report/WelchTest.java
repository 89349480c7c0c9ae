package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.e2vpt.tables.paper.Summary;
import org.junit.jupiter.api.Test;

class WelchTest {

  @Test
  void isStudentsForEqualSpreadAndCount() {
    Welch welch = Welch.of(new Summary(3, 15, 2), new Summary(3, 10, 2));

    assertThat(welch.freedom()).isCloseTo(4, within(1e-9));
    assertThat(welch.halfWidth(0.95)).isCloseTo(4.534, within(0.001));
  }

  @Test
  void isCertainWithoutAnySpread() {
    Summary still = new Summary(3, 10, 0);

    assertThat(Welch.of(new Summary(3, 9, 0), still).halfWidth(0.95)).isZero();
  }
}
