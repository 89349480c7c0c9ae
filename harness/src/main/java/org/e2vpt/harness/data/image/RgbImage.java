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
}
