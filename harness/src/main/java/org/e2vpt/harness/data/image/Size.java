package org.e2vpt.harness.data.image;

/** Height and width of an image, in pixels. */
public record Size(int height, int width) {

  /** Of an image. */
  public static Size of(RgbImage image) {
    return new Size(image.height(), image.width());
  }

  /**
   * Of this image when its shorter side has {@code side} pixels; the longer one is cut down to
   * whole pixels, as torchvision's {@code Resize} does.
   */
  public Size withShorterSide(int side) {
    return height <= width
        ? new Size(side, (int) ((long) side * width / height))
        : new Size((int) ((long) side * height / width), side);
  }
}
