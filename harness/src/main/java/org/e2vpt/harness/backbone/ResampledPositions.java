package org.e2vpt.harness.backbone;

import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;

/**
 * The weights of a ViT for images of another side: its positions are interpolated in two dimensions
 * (Dosovitskiy et al., 2021, §3.2), and nothing else depends on the side. The patches' positions
 * form a square grid, which is resampled bilinearly so that the corners stay where they are; the
 * class token's position is kept.
 */
final class ResampledPositions {

  private static final String POSITIONS = "positions";

  private ResampledPositions() {}

  /**
   * The same weights with positions (1, 1 + n², D) instead of (1, 1 + m², D).
   *
   * @param from sizes of the weights, m × m patches
   * @param to the same sizes but for the image, n × n patches with n ≥ 2
   */
  static Map<String, HostTensor> of(Map<String, HostTensor> weights, VitConfig from, VitConfig to) {
    Map<String, HostTensor> resampled = new LinkedHashMap<>(weights);
    resampled.computeIfPresent(
        POSITIONS,
        (name, positions) ->
            HostTensor.of(
                resampled(positions.floats(), side(from), side(to), to.width()),
                1,
                to.tokens(),
                to.width()));
    return resampled;
  }

  private static int side(VitConfig config) {
    return config.image() / config.patch();
  }

  private static float[] resampled(float[] positions, int from, int to, int width) {
    float[] result = new float[(1 + to * to) * width];
    System.arraycopy(positions, 0, result, 0, width); // the class token's
    for (int y = 0; y < to; y++) {
      for (int x = 0; x < to; x++) {
        for (int channel = 0; channel < width; channel++) {
          result[(1 + y * to + x) * width + channel] =
              (float) at(positions, from, place(y, from, to), place(x, from, to), width, channel);
        }
      }
    }
    return result;
  }

  /** Where a row or column of the new grid lies between those of the old one. */
  private static double place(int index, int from, int to) {
    return index * (from - 1) / (double) (to - 1);
  }

  private static double at(
      float[] positions, int side, double y, double x, int width, int channel) {
    int top = (int) y;
    int left = (int) x;
    int bottom = Math.min(top + 1, side - 1);
    int right = Math.min(left + 1, side - 1);
    double down = y - top;
    double across = x - left;
    return (1 - down)
            * ((1 - across) * positions[(1 + top * side + left) * width + channel]
                + across * positions[(1 + top * side + right) * width + channel])
        + down
            * ((1 - across) * positions[(1 + bottom * side + left) * width + channel]
                + across * positions[(1 + bottom * side + right) * width + channel]);
  }
}
