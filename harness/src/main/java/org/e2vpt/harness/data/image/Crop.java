package org.e2vpt.harness.data.image;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A square cut out of an image, perhaps mirrored.
 *
 * @param top first row
 * @param left first column
 * @param side height and width, in pixels
 * @param mirrored whether left and right are exchanged
 */
public record Crop(int top, int left, int side, boolean mirrored) {

  /** The middle, as torchvision's {@code CenterCrop} rounds it: halves to the even number. */
  public static Crop centre(Size image, int side) {
    requireRoom(image, side);
    return new Crop(
        (int) Math.rint((image.height() - side) / 2.0),
        (int) Math.rint((image.width() - side) / 2.0),
        side,
        false);
  }

  /** Every place equally often, mirrored half of the time. */
  public static Crop random(Size image, int side, SplittableRandom random) {
    requireRoom(image, side);
    int top = random.nextInt(image.height() - side + 1);
    int left = random.nextInt(image.width() - side + 1);
    return new Crop(top, left, side, random.nextBoolean());
  }

  private static void requireRoom(Size image, int side) {
    if (image.height() < side || image.width() < side) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a square of %d pixels does not fit into %dx%d",
              side,
              image.height(),
              image.width()));
    }
  }

  /** The cut image. */
  public RgbImage of(RgbImage image) {
    byte[] pixels = new byte[side * side * RgbImage.CHANNELS];
    int rowBytes = side * RgbImage.CHANNELS;
    for (int row = 0; row < side; row++) {
      int from = ((top + row) * image.width() + left) * RgbImage.CHANNELS;
      System.arraycopy(image.pixels(), from, pixels, row * rowBytes, rowBytes);
    }
    RgbImage cut = new RgbImage(side, side, pixels);
    if (mirrored) {
      mirror(cut);
    }
    return cut;
  }

  /** Exchanges left and right, in place. */
  static void mirror(RgbImage image) {
    for (int row = 0; row < image.height(); row++) {
      mirror(image.pixels(), row * image.width() * RgbImage.CHANNELS, image.width());
    }
  }

  private static void mirror(byte[] pixels, int start, int width) {
    int left = start;
    int right = start + (width - 1) * RgbImage.CHANNELS;
    while (left < right) {
      for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
        byte value = pixels[left + channel];
        pixels[left + channel] = pixels[right + channel];
        pixels[right + channel] = value;
      }
      left += RgbImage.CHANNELS;
      right -= RgbImage.CHANNELS;
    }
  }
}
