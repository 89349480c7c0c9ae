package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.e2vpt.harness.data.DrawnShape.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DrawnShapeTest {

  private static final int RADIUS = 100;

  @ParameterizedTest
  @CsvSource({"DISC, 3.1416", "SQUARE, 2.0164", "TRIANGLE, 1.299", "WEDGE, 1.08"})
  void coversTheAreaOfItsOutlineInEveryDirection(Kind kind, double areaPerSquaredRadius) {
    for (int direction = 0; direction < DrawnShape.TURN; direction += 5) {
      assertThat(covered(kind, direction) / (double) (RADIUS * RADIUS))
          .isCloseTo(areaPerSquaredRadius, within(0.03));
    }
  }

  @ParameterizedTest
  @EnumSource
  void quarterTurnsMoveItClockwise(Kind kind) {
    DrawnShape figure = figure(kind, 0);
    DrawnShape turned = figure(kind, DrawnShape.TURN / 4);

    for (int y = -RADIUS; y <= RADIUS; y++) {
      for (int x = -RADIUS; x <= RADIUS; x++) {
        assertThat(turned.covers(-y, x)).isEqualTo(figure.covers(x, y));
      }
    }
  }

  static Iterable<Kind> pointing() {
    return Shapes.POINTING;
  }

  /** Otherwise the class of an image of {@code shapes-orientation} could not be seen. */
  @ParameterizedTest
  @MethodSource("pointing")
  void aPointingFigureLooksDifferentInEachOfTheSixteenDirections(Kind kind) {
    int area = covered(kind, 0);
    for (int direction = 16; direction < DrawnShape.TURN; direction += 16) {
      assertThat(differences(figure(kind, 0), figure(kind, direction)))
          .as("points covered by only one of directions 0 and %d", direction)
          .isGreaterThan(area / 10);
    }
  }

  @Test
  void crowdsAFigureCloserThanTheGapAndNoOther() {
    DrawnShape left = new DrawnShape(Kind.DISC, 0, 0, 10, 0);

    assertThat(left.crowds(new DrawnShape(Kind.DISC, 24, 0, 10, 0), 5)).isTrue();
    assertThat(left.crowds(new DrawnShape(Kind.DISC, 25, 0, 10, 0), 5)).isFalse();
  }

  private static DrawnShape figure(Kind kind, int direction) {
    return new DrawnShape(kind, 0, 0, RADIUS, direction);
  }

  private static int covered(Kind kind, int direction) {
    DrawnShape nothing = new DrawnShape(kind, 10 * RADIUS, 0, RADIUS, 0);
    return differences(figure(kind, direction), nothing);
  }

  private static int differences(DrawnShape one, DrawnShape other) {
    int differences = 0;
    for (int y = -RADIUS; y <= RADIUS; y++) {
      for (int x = -RADIUS; x <= RADIUS; x++) {
        differences += one.covers(x, y) == other.covers(x, y) ? 0 : 1;
      }
    }
    return differences;
  }
}
