package org.e2vpt.harness.data.image;

import java.util.Locale;

/**
 * One decoded image.
 *
 * @param height H, in pixels
 * @param width W, in pixels
 * @param pixels uint8 RGB in (H, W, 3) order, not copied: callers hand over ownership
 */
@SuppressWarnings("ArrayRecordComponent") // a value of megabytes that nobody compares
public record RgbImage(int height, int width, byte[] pixels) {

  /** Red, green and blue. */
  public static final int CHANNELS = 3;

  public RgbImage {
    long expected = (long) height * width * CHANNELS;
    if (height < 1 || width < 1 || pixels.length != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a %dx%d RGB image has %d bytes, got %d",
              height,
              width,
              expected,
              pixels.length));
    }
  }

  /** A grey image: each value three times. */
  public static RgbImage grey(int height, int width, byte[] values) {
    byte[] pixels = new byte[values.length * CHANNELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = values[i / CHANNELS];
    }
    return new RgbImage(height, width, pixels);
  }

  /**
   * The image as it is meant to be seen.
   *
   * @param orientation of EXIF, 1 to 8: see {@link ExifOrientation}
   * @return this image if it is upright
   */
  public RgbImage turned(int orientation) {
    if (orientation == ExifOrientation.UPRIGHT) {
      return this;
    }
    boolean transposed = orientation >= 5;
    boolean fromBottom =
        transposed ? orientation == 6 || orientation == 7 : orientation == 3 || orientation == 4;
    boolean fromRight =
        transposed ? orientation == 7 || orientation == 8 : orientation == 2 || orientation == 3;
    int rows = transposed ? width : height;
    int columns = transposed ? height : width;
    byte[] turned = new byte[pixels.length];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int row = transposed ? x : y;
        int column = transposed ? y : x;
        int from =
            ((fromBottom ? height - 1 - row : row) * width
                    + (fromRight ? width - 1 - column : column))
                * CHANNELS;
        System.arraycopy(pixels, from, turned, (y * columns + x) * CHANNELS, CHANNELS);
      }
    }
    return new RgbImage(rows, columns, turned);
  }
}
