package org.e2vpt.harness.data.image;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Images in memory, each of a size of its own.
 *
 * @param images in their order
 * @param labels one for each, counted from 0
 */
public record DecodedImages(ImmutableList<RgbImage> images, ImmutableIntArray labels)
    implements LabelledImages {

  public DecodedImages {
    if (images.size() != labels.length()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d images have %d labels", images.size(), labels.length()));
    }
  }

  /** Images whose classes nobody asks for: all are of class 0. */
  public static DecodedImages unlabelled(ImmutableList<RgbImage> images) {
    return new DecodedImages(images, ImmutableIntArray.copyOf(new int[images.size()]));
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int label(int index) {
    return labels.get(index);
  }

  @Override
  public Size imageSize(int index) {
    return Size.of(images.get(index));
  }

  @Override
  public void copyTo(int index, ByteBuffer target) {
    target.put(images.get(index).pixels());
  }
}
