package org.e2vpt.harness.data.fgvc;

import java.util.SplittableRandom;
import org.e2vpt.harness.data.image.Crop;
import org.e2vpt.harness.data.image.PillowResize;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;

/**
 * VPT's transforms of FGVC images: the shorter side becomes 256 pixels, then a square of 224 is cut
 * out.
 */
public final class FgvcPixels {

  private static final int SHORTER_SIDE = 256;
  private static final int SIDE = 224;

  private FgvcPixels() {}

  /** A random square, mirrored half of the time: to train on. */
  public static RgbImage randomCrop(RgbImage image, SplittableRandom random) {
    Size size = resized(image);
    return PillowResize.BILINEAR.resize(image, size, Crop.random(size, SIDE, random));
  }

  /** The square in the middle: to measure on. */
  public static RgbImage centreCrop(RgbImage image) {
    Size size = resized(image);
    return PillowResize.BILINEAR.resize(image, size, Crop.centre(size, SIDE));
  }

  private static Size resized(RgbImage image) {
    return Size.of(image).withShorterSide(SHORTER_SIDE);
  }
}
