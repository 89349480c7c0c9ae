package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

  @Test
  void mapsValuesToCoordinates() {
    Axis axis = new Axis(0, 2, 100, 20);

    assertThat(axis.at(0)).isEqualTo(100);
    assertThat(axis.at(0.5)).isEqualTo(80);
    assertThat(axis.at(2)).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 60, 4, 0 20 40 60",
    "48.3, 87.2, 6, 50 60 70 80",
    "0, 2.1, 3, 0 1 2",
    "33.5, 34.6, 6, 33.6 33.8 34 34.2 34.4 34.6",
  })
  void ticksAreRound(double low, double high, int most, String ticks) {
    String rounded =
        new Axis(low, high, 0, 1)
            .ticks(most).stream().map(Svg::at).collect(Collectors.joining(" "));

    assertThat(rounded).isEqualTo(ticks);
  }
}
