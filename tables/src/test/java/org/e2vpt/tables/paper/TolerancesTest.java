package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.StringReader;
import org.e2vpt.tables.paper.Tolerances.Floor;
import org.e2vpt.tables.paper.Tolerances.Tolerance;
import org.junit.jupiter.api.Test;

class TolerancesTest {

  private static final Tolerances TOLERANCES =
      new Tolerances(ImmutableList.of(new Floor("mini", "Natural", 1, "a guess")));

  @Test
  void isHalfThePredictionIntervalOfTheRecordedSeeds() {
    // t(0.995, 4) = 4.6041, so 4.6041 * 0.8 * sqrt(1/3 + 1/5) = 2.69.
    assertThat(TOLERANCES.of("mini", "Natural", new Summary(5, 50, 0.8), 3))
        .isEqualTo(new Tolerance(2.69, "99 % prediction interval of 5 recorded seeds"));
  }

  @Test
  void isNeverBelowTheFloor() {
    assertThat(TOLERANCES.of("mini", "Natural", new Summary(5, 50, 0.1), 3))
        .isEqualTo(new Tolerance(1, "floor: a guess"));
  }

  @Test
  void isTheFloorIfTheReferenceHasNoSpread() {
    assertThat(TOLERANCES.of("mini", "Natural", new Summary(1, 50, Double.NaN), 3))
        .isEqualTo(new Tolerance(1, "floor: a guess"));
  }

  @Test
  void isUndefinedWithNothingToCompare() {
    assertThat(TOLERANCES.of("mini", "Natural", new Summary(5, 50, 0.8), 0))
        .isEqualTo(Tolerance.NONE);
    assertThat(TOLERANCES.of("mini", "Natural", Summary.NONE, 3)).isEqualTo(Tolerance.NONE);
  }

  @Test
  void asksForAMissingFloor() {
    assertThatThrownBy(() -> TOLERANCES.of("mini", "FGVC", new Summary(5, 50, 0.8), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no floor for table 'mini', column FGVC: add a line to tolerances.csv");
  }

  @Test
  void shippedFloorsCoverTheMiniTable() throws IOException {
    assertThat(Tolerances.load().floors())
        .filteredOn(floor -> floor.table().equals("mini"))
        .extracting(Floor::column)
        .containsExactlyInAnyOrder("Natural", "Structured");
  }

  @Test
  void refusesAFloorWithoutSource() {
    StringReader lines = new StringReader("table,column,floor,source\nmini,Natural,1.00,\n");

    assertThatThrownBy(() -> Tolerances.read(lines, "floors.csv"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "floors.csv:2: a floor is a number of points >= 0 with a source, got 1.0 from ''");
  }
}
