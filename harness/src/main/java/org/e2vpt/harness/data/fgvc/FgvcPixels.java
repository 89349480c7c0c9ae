package org.e2vpt.harness.data.fgvc;

import java.util.SplittableRandom;
import org.e2vpt.harness.data.image.Crop;
import org.e2vpt.harness.data.image.PillowResize;
import org.e2vpt.harness.data.image.RgbImage;

/**
 * VPT's transforms of FGVC images: the shorter side becomes 256 pixels, then a square of 224 is cut
 * out. The first step has no chance in it, so its uint8 result may be kept.
 */
public final class FgvcPixels {

  private static final int SHORTER_SIDE = 256;
  private static final int SIDE = 224;

  private FgvcPixels() {}

  /** The image with a shorter side of 256 pixels. */
  public static RgbImage resized(RgbImage image) {
    return PillowResize.BILINEAR.shorterSide(image, SHORTER_SIDE);
  }

  /** A random square of 224 pixels of a resized image, mirrored half of the time: to train on. */
  public static RgbImage randomCrop(RgbImage resized, SplittableRandom random) {
    return Crop.random(resized, SIDE, random).of(resized);
  }

  /** The middle 224 pixels of a resized image: to measure on. */
  public static RgbImage centreCrop(RgbImage resized) {
    return Crop.centre(resized, SIDE).of(resized);
  }
}
