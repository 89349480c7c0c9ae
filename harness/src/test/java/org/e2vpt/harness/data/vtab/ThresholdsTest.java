package org.e2vpt.harness.data.vtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdsTest {

  @ParameterizedTest
  @CsvSource({
    "1.0E-7, 0",
    "8, 0",
    "8.000001, 1",
    "8.5, 1",
    "8.500001, 2",
    "9, 2",
    "9.000001, 3",
    "9.5, 3",
    "9.500001, 4",
    "10, 4",
    "10.000001, 5",
    "100, 5",
  })
  void clevrsDistanceIsOfTheClassWhoseLimitItExceeds(float distance, int label) {
    assertThat(Thresholds.CLEVR.label(distance)).isEqualTo(label);
  }

  @ParameterizedTest
  @CsvSource({"-3.5, 0", "8, 0", "8.000001, 1", "20, 1", "20.000002, 2", "999, 2", "1000, 3"})
  void kittisDistanceIsOfTheClassWhoseLimitItExceeds(float distance, int label) {
    assertThat(Thresholds.KITTI.label(distance)).isEqualTo(label);
  }

  /** As a double it would be above the limit; as the float that VTAB compares it is the limit. */
  @Test
  void comparesInSinglePrecision() {
    assertThat(Thresholds.CLEVR.label((float) 8.00000001)).isZero();
  }

  @Test
  void refusesADistanceBelowAllLimits() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Thresholds.CLEVR.label(0))
        .withMessage("a distance of 0.0 is not above 0.0");
  }
}
