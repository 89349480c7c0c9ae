package org.e2vpt.harness.data;

import java.util.Locale;

/**
 * The image resize of VTAB: bilinear as TensorFlow 1 computed it.
 *
 * <p>Along each axis {@code src = dst · (in / out)}, {@code lo = floor(src)}, {@code hi = min(lo +
 * 1, in − 1)}: pixel corners are aligned, not pixel centres, nothing is averaged when shrinking,
 * and the aspect is not kept.
 */
public final class LegacyBilinear {

  private LegacyBilinear() {}

  /**
   * Resizes one RGB image.
   *
   * @param image uint8 pixels, (height, width, 3)
   * @return pixels in 0..255, (toHeight, toWidth, 3)
   */
  public static float[] resize(byte[] image, int height, int width, int toHeight, int toWidth) {
    if (height < 1 || width < 1 || image.length != height * width * ImageSet.CHANNELS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a %dx%d RGB image has %d bytes, got %d",
              height,
              width,
              height * width * ImageSet.CHANNELS,
              image.length));
    }
    if (toHeight < 1 || toWidth < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "cannot resize to %dx%d", toHeight, toWidth));
    }
    float[] resized = new float[toHeight * toWidth * ImageSet.CHANNELS];
    float rowScale = (float) height / toHeight;
    float columnScale = (float) width / toWidth;
    int out = 0;
    for (int row = 0; row < toHeight; row++) {
      float y = row * rowScale;
      int top = (int) y;
      int bottom = Math.min(top + 1, height - 1);
      for (int column = 0; column < toWidth; column++) {
        float x = column * columnScale;
        int left = (int) x;
        int right = Math.min(left + 1, width - 1);
        for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
          float above =
              between(
                  image[at(top, left, channel, width)],
                  image[at(top, right, channel, width)],
                  x - left);
          float below =
              between(
                  image[at(bottom, left, channel, width)],
                  image[at(bottom, right, channel, width)],
                  x - left);
          resized[out++] = above + (below - above) * (y - top);
        }
      }
    }
    return resized;
  }

  private static float between(byte from, byte to, float share) {
    int start = Byte.toUnsignedInt(from);
    int end = Byte.toUnsignedInt(to);
    return start + (end - start) * share;
  }

  private static int at(int row, int column, int channel, int width) {
    return (row * width + column) * ImageSet.CHANNELS + channel;
  }
}
