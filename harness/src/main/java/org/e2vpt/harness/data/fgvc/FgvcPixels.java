package org.e2vpt.harness.data.fgvc;

import org.e2vpt.harness.data.image.Crop;
import org.e2vpt.harness.data.image.PillowResize;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;

/**
 * The first half of VPT's transforms of FGVC images: the shorter side becomes 256 pixels for a
 * backbone of 224, and as many times the side for any other. {@link SquareImages} is the second
 * half. Pillow rounds to uint8 between both, so that nothing is lost by storing what is here.
 */
public final class FgvcPixels {

  private FgvcPixels() {}

  /** The whole image, for squares of {@code side} pixels to be cut out of. */
  public static RgbImage whole(RgbImage image, int side) {
    return PillowResize.BILINEAR.resize(image, resized(image, side));
  }

  /** The square in the middle of {@link #whole}, the rest of which is not computed. */
  public static RgbImage centre(RgbImage image, int side) {
    Size size = resized(image, side);
    return PillowResize.BILINEAR.resize(image, size, Crop.centre(size, side));
  }

  private static Size resized(RgbImage image, int side) {
    return Size.of(image).withShorterSide(Math.round(side * 256f / 224));
  }
}
