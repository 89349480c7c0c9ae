package org.e2vpt.harness.data.image;

/**
 * Colours by number. Where a file has fewer than its pixels use, the others are the greys of their
 * own number, as in Pillow.
 */
final class Palette {

  private final byte[] rgb = new byte[256 * RgbImage.CHANNELS];

  /** How many numbers have a colour. */
  private int size;

  Palette() {
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / RgbImage.CHANNELS);
    }
  }

  /** Gives a number its colour; numbers above 255 are ignored, since no pixel has one. */
  void set(int number, byte red, byte green, byte blue) {
    int at = number * RgbImage.CHANNELS;
    size = Math.max(size, number + 1);
    if (at < rgb.length) {
      rgb[at] = red;
      rgb[at + 1] = green;
      rgb[at + 2] = blue;
    }
  }

  /** Whether it has a colour of its own for a number. */
  boolean has(int number) {
    return number < size;
  }

  /** Puts the colour of a number at {@code to}. */
  void copy(int number, byte[] pixels, int to) {
    System.arraycopy(rgb, number * RgbImage.CHANNELS, pixels, to, RgbImage.CHANNELS);
  }

  /** An image of numbers, one byte each. */
  RgbImage look(int height, int width, byte[] numbers) {
    byte[] pixels = new byte[numbers.length * RgbImage.CHANNELS];
    for (int i = 0; i < numbers.length; i++) {
      copy(numbers[i] & 0xFF, pixels, i * RgbImage.CHANNELS);
    }
    return new RgbImage(height, width, pixels);
  }
}
