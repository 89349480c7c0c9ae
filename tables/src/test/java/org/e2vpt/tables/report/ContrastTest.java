package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.report.Contrast.Side;
import org.junit.jupiter.api.Test;

class ContrastTest {

  @Test
  void saysWhichIsAboveIfTheIntervalLeavesOutZero() {
    Contrast contrast =
        new Contrast(
            "Natural",
            new Side("E²VPT", new Summary(3, 15, 2)),
            new Side("Linear", new Summary(3, 10, 2)));

    // Equal n and sd: 4 degrees of freedom, 2.7764 * 2 * sqrt(2/3) = 4.53.
    assertThat(contrast.sentence())
        .isEqualTo(
            "Natural: E²VPT, 15.00 ± 2.00 % (n = 3), is 5.00 points above Linear,"
                + " 10.00 ± 2.00 % (n = 3); 95 % interval +0.47 to +9.53.");
  }

  @Test
  void saysWhichIsBelow() {
    Contrast contrast =
        new Contrast(
            "Natural",
            new Side("E²VPT", new Summary(3, 10, 0)),
            new Side("Linear", new Summary(3, 15, 0)));

    assertThat(contrast.sentence())
        .contains("is 5.00 points below Linear")
        .endsWith("95 % interval −5.00 to −5.00.");
  }

  @Test
  void saysIfSeedsCannotTell() {
    Contrast contrast =
        new Contrast(
            "Natural",
            new Side("E²VPT", new Summary(3, 14, 2)),
            new Side("Linear", new Summary(3, 10, 2)));

    assertThat(contrast.sentence())
        .isEqualTo(
            "Natural: the seeds cannot tell E²VPT, 14.00 ± 2.00 % (n = 3), from Linear,"
                + " 10.00 ± 2.00 % (n = 3); difference +4.00 points, 95 % interval −0.53 to +8.53.");
  }

  @Test
  void lessensDegreesOfFreedomForUnequalSpread() {
    Contrast contrast =
        new Contrast(
            "Natural",
            new Side("E²VPT", new Summary(3, 12, 2)),
            new Side("Linear", new Summary(3, 10, 0)));

    // All spread comes from one side: t with its 2 degrees of freedom, 4.3027 * 2 / sqrt(3) = 4.97.
    assertThat(contrast.low()).isEqualTo(-2.97);
    assertThat(contrast.high()).isEqualTo(6.97);
  }

  @Test
  void comparesNothingWithOneSeed() {
    Contrast contrast =
        new Contrast(
            "Natural",
            new Side("E²VPT", new Summary(1, 12, Double.NaN)),
            new Side("Linear", new Summary(3, 10, 2)));

    assertThat(contrast.sentence())
        .isEqualTo(
            "Natural: too few seeds to compare E²VPT, 12.00 % (n = 1), with Linear,"
                + " 10.00 ± 2.00 % (n = 3).");
  }
}
