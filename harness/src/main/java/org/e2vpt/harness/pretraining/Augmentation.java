package org.e2vpt.harness.pretraining;

import java.util.SplittableRandom;
import org.e2vpt.harness.data.ImageSet;

/** The usual augmentation for CIFAR: a crop out of a black border of 4 pixels, and a flip. */
final class Augmentation {

  private static final int BORDER = 4;

  private Augmentation() {}

  /**
   * Copies of the images at {@code indices}, each shifted by up to 4 pixels and perhaps mirrored.
   */
  static ImageSet crops(ImageSet images, int[] indices, SplittableRandom random) {
    int bytes = images.imageBytes();
    byte[] pixels = new byte[indices.length * bytes];
    int[] labels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      int down = random.nextInt(2 * BORDER + 1) - BORDER;
      int right = random.nextInt(2 * BORDER + 1) - BORDER;
      boolean mirrored = random.nextBoolean();
      copy(images, indices[i] * bytes, pixels, i * bytes, down, right, mirrored);
      labels[i] = images.labels()[indices[i]];
    }
    return new ImageSet(images.height(), images.width(), pixels, labels);
  }

  private static void copy(
      ImageSet images, int from, byte[] to, int start, int down, int right, boolean mirrored) {
    int height = images.height();
    int width = images.width();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int sourceY = y + down;
        int sourceX = (mirrored ? width - 1 - x : x) + right;
        if (sourceY >= 0 && sourceY < height && sourceX >= 0 && sourceX < width) {
          System.arraycopy(
              images.pixels(),
              from + (sourceY * width + sourceX) * ImageSet.CHANNELS,
              to,
              start + (y * width + x) * ImageSet.CHANNELS,
              ImageSet.CHANNELS);
        }
      }
    }
  }
}
