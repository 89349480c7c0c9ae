package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import org.e2vpt.tables.paper.Tolerances.Floor;
import org.e2vpt.tables.paper.Tolerances.Tolerance;
import org.junit.jupiter.api.Test;

class TolerancesTest {

  private static final Tolerances TOLERANCES =
      new Tolerances(ImmutableList.of(new Floor("mini/mini", "Natural", 1, "a guess")));

  @Test
  void isHalfThePredictionIntervalOfTheRecordedSeeds() {
    // t(0.995, 4) = 4.6041, so 4.6041 * 0.8 * sqrt(1/3 + 1/5) = 2.69.
    assertThat(TOLERANCES.of("mini/mini", "Natural", new Summary(5, 50, 0.8), 3))
        .isEqualTo(new Tolerance(2.69, "99 % prediction interval of 5 recorded seeds"));
  }

  @Test
  void isNeverBelowTheFloor() {
    assertThat(TOLERANCES.of("mini/mini", "Natural", new Summary(5, 50, 0.1), 3))
        .isEqualTo(new Tolerance(1, "floor: a guess"));
  }

  @Test
  void isTheFloorIfTheReferenceHasNoSpread() {
    assertThat(TOLERANCES.of("mini/mini", "Natural", new Summary(1, 50, Double.NaN), 3))
        .isEqualTo(new Tolerance(1, "floor: a guess"));
  }

  @Test
  void isUndefinedWithNothingToCompare() {
    assertThat(TOLERANCES.of("mini/mini", "Natural", new Summary(5, 50, 0.8), 0))
        .isEqualTo(Tolerance.NONE);
    assertThat(TOLERANCES.of("mini/mini", "Natural", Summary.NONE, 3)).isEqualTo(Tolerance.NONE);
  }

  @Test
  void asksForAMissingFloor() {
    assertThatThrownBy(() -> TOLERANCES.of("mini/mini", "FGVC", new Summary(5, 50, 0.8), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no floor for table 'mini/mini', column FGVC: add a line to its paper's tolerances.csv");
  }
}
