package org.e2vpt.harness.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionsTest {

  private static final HostTensor GRID_OF_2 =
      HostTensor.of(new float[] {-1, -2, 0, 0, 8, 80, 16, 160, 24, 240}, 1, 5, 2);

  @Test
  void keepsTheClassTokenAndTheCorners() {
    HostTensor resized = Positions.resized(GRID_OF_2, 3);

    assertThat(resized.shape()).containsExactly(1, 10, 2);
    assertThat(resized.floats())
        .containsExactly(
            -1, -2, // class token
            0, 0, 4, 40, 8, 80, //
            8, 80, 12, 120, 16, 160, //
            16, 160, 20, 200, 24, 240);
  }

  /** On a grid of values row + 10·column every place in between is exact. */
  @ParameterizedTest
  @CsvSource({"14, 24", "14, 7", "24, 14", "2, 9", "5, 1"})
  void isLinearBetweenTheCorners(int from, int to) {
    float[] values = new float[1 + from * from];
    for (int i = 0; i < from * from; i++) {
      values[1 + i] = i / from + 10 * (i % from);
    }

    float[] resized = Positions.resized(HostTensor.of(values, 1, values.length, 1), to).floats();

    double step = to == 1 ? 0 : (from - 1.0) / (to - 1);
    for (int i = 0; i < to * to; i++) {
      assertThat(resized[1 + i])
          .isEqualTo((float) (i / to * step + 10 * (i % to * step)), within(2e-5f * from));
    }
  }

  private static Offset<Float> within(float offset) {
    return Offset.offset(offset);
  }

  @Test
  void leavesPositionsOfTheRightSizeAlone() {
    assertThat(Positions.resized(GRID_OF_2, 2)).isSameAs(GRID_OF_2);
  }

  @Test
  void spreadsASinglePatch() {
    HostTensor one = HostTensor.of(new float[] {5, 7}, 1, 2, 1);

    assertThat(Positions.resized(one, 2).floats()).containsExactly(5, 7, 7, 7, 7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"1 4 2 | [1, 4, 2]", "5 2 | [5, 2]", "2 5 1 | [2, 5, 1]", "1 1 2 | [1, 1, 2]"})
  void refusesWhatIsNoGrid(String shape, String named) {
    long[] sizes = Arrays.stream(shape.split(" ")).mapToLong(Long::parseLong).toArray();
    int elements = (int) Arrays.stream(sizes).reduce(1, (a, b) -> a * b);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Positions.resized(HostTensor.of(new float[elements], sizes), 2))
        .withMessage(
            "positions of shape %s are no class token and square grid: expected [1, 1 + side², width]",
            named);
  }

  @Test
  void refusesAnEmptyGrid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Positions.resized(GRID_OF_2, 0))
        .withMessage("a grid needs a side of 1 or more, got 0");
  }
}
