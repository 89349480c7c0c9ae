package org.e2vpt.harness.weights;

import java.util.Arrays;
import org.e2vpt.harness.checkpoint.HostTensor;

/**
 * Position embeddings for another number of patches, as the released ViT code makes them with
 * {@code scipy.ndimage.zoom(grid, order=1)}.
 */
public final class Positions {

  private Positions() {}

  /**
   * Keeps the row of the class token and stretches the square grid of the others. Corners stay
   * corners: place {@code o} of {@code out} is place {@code o · (in − 1)/(out − 1)} of {@code in},
   * between its neighbours in proportion.
   *
   * @param positions (1, 1 + in², D)
   * @param side out, patches along a side of the new grid
   * @return (1, 1 + out², D), the same tensor if the grid is as large already
   * @throws IllegalArgumentException if the positions are no class token and square grid
   */
  public static HostTensor resized(HostTensor positions, int side) {
    long[] shape = positions.shape();
    int from = shape.length == 3 ? (int) Math.round(Math.sqrt(shape[1] - 1)) : 0;
    if (from < 1 || shape[0] != 1 || shape[1] != 1L + from * from) {
      throw new IllegalArgumentException(
          "positions of shape %s are no class token and square grid: expected [1, 1 + side², width]"
              .formatted(Arrays.toString(shape)));
    }
    if (side < 1) {
      throw new IllegalArgumentException("a grid needs a side of 1 or more, got " + side);
    }
    if (from == side) {
      return positions;
    }
    int width = (int) shape[2];
    float[] grid = positions.floats();
    float[] resized = Arrays.copyOf(grid, (1 + side * side) * width);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double y = place(row, from, side);
        double x = place(column, from, side);
        int to = (1 + row * side + column) * width;
        for (int d = 0; d < width; d++) {
          resized[to + d] = (float) between(grid, width, from, y, x, d);
        }
      }
    }
    return HostTensor.of(resized, 1, 1 + side * side, width);
  }

  /** SciPy takes the first place where there is only one to go to. */
  private static double place(int index, int from, int to) {
    return to == 1 ? 0 : index * (from - 1.0) / (to - 1.0);
  }

  private static double between(float[] grid, int width, int side, double y, double x, int d) {
    int top = (int) y;
    int left = (int) x;
    int bottom = Math.min(top + 1, side - 1);
    int right = Math.min(left + 1, side - 1);
    double down = y - top;
    double along = x - left;
    double above =
        at(grid, width, side, top, left, d) * (1 - along)
            + at(grid, width, side, top, right, d) * along;
    double below =
        at(grid, width, side, bottom, left, d) * (1 - along)
            + at(grid, width, side, bottom, right, d) * along;
    return above * (1 - down) + below * down;
  }

  private static double at(float[] grid, int width, int side, int row, int column, int d) {
    return grid[(1 + row * side + column) * width + d];
  }
}
