package org.e2vpt.harness.data.image;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;

/**
 * RGB images with classes, as uint8 pixels. Each has a size of its own.
 *
 * <p>Nothing is normalised here, and what a resize turns into fractions is not resized: bytes
 * travel to the device and become floats there.
 */
public interface LabelledImages {

  /** N, the number of images. */
  int size();

  /** The class of an image, counted from 0. */
  int label(int index);

  /** Height and width of an image, in pixels. */
  Size imageSize(int index);

  /** Puts an image into {@code target} in (H, W, 3) order. */
  void copyTo(int index, ByteBuffer target);

  /** Whether {@link #toTrainOn} draws, so that each epoch sees others. */
  default boolean changeByEpoch() {
    return false;
  }

  /**
   * These images as an epoch trains on them: with a transform that draws, each call of {@link
   * #copyTo} gives another image.
   *
   * @return this if they are trained on as they are measured
   */
  default LabelledImages toTrainOn(SplittableRandom random) {
    return this;
  }

  /** The images of which these are made, in their order: what is known of a part holds here too. */
  default List<LabelledImages> parts() {
    return List.of(this);
  }

  /** These images, and {@code others} behind them. */
  default LabelledImages followedBy(LabelledImages others) {
    return new JoinedImages(this, others);
  }
}
