package org.e2vpt.harness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.e2vpt.harness.data.ImageSet;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static final int SIDE = 12;
  private static final int PIXELS = SIDE * SIDE;

  /** Pixel i of image n is (i, n, 255): each pixel tells where it came from, and none is black. */
  private static final ImageSet IMAGES = images();

  @Test
  void givesImagesShiftedByUpToFourPixelsOutOfABlackBorderAndPerhapsMirrored() {
    Set<String> seen = new HashSet<>();
    int[] indices = new int[5_000];

    ImageSet crops = Augmentation.crops(IMAGES, indices, new SplittableRandom(1));

    for (int i = 0; i < indices.length; i++) {
      seen.add(shift(crops.slice(i, i + 1)));
    }
    assertThat(seen).hasSize(9 * 9 * 2);
  }

  @Test
  void takesTheImagesAtTheIndicesWithTheirLabels() {
    ImageSet crops = Augmentation.crops(IMAGES, new int[] {2, 0, 2}, new SplittableRandom(1));

    assertThat(crops.labels()).containsExactly(6, 4, 6);
    // The middle of an image is never cropped away.
    int middle = PIXELS / 2 + SIDE / 2;
    assertThat(new byte[] {number(crops, 0, middle), number(crops, 1, middle)})
        .containsExactly(2, 0);
  }

  @Test
  void leavesTheImagesAsTheyAre() {
    String before = IMAGES.sha256();

    ImageSet unused = Augmentation.crops(IMAGES, new int[] {0, 1, 2}, new SplittableRandom(1));

    assertThat(unused.size()).isEqualTo(3);
    assertThat(IMAGES.sha256()).isEqualTo(before);
  }

  @Test
  void givesTheSameForTheSameRandomNumbers() {
    int[] indices = {0, 1, 2};

    assertThat(Augmentation.crops(IMAGES, indices, new SplittableRandom(1)).sha256())
        .isEqualTo(Augmentation.crops(IMAGES, indices, new SplittableRandom(1)).sha256())
        .isNotEqualTo(Augmentation.crops(IMAGES, indices, new SplittableRandom(2)).sha256());
  }

  /** The one shift that explains all pixels of a crop of image 0. */
  private static String shift(ImageSet crop) {
    for (int down = -4; down <= 4; down++) {
      for (int right = -4; right <= 4; right++) {
        for (boolean mirrored : new boolean[] {false, true}) {
          if (explains(crop, down, right, mirrored)) {
            return String.format(Locale.ROOT, "%d %d %s", down, right, mirrored);
          }
        }
      }
    }
    throw new AssertionError("no shift of up to 4 pixels");
  }

  private static boolean explains(ImageSet crop, int down, int right, boolean mirrored) {
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        int fromRow = row + down;
        int fromColumn = (mirrored ? SIDE - 1 - column : column) + right;
        boolean inside = fromRow >= 0 && fromRow < SIDE && fromColumn >= 0 && fromColumn < SIDE;
        int at = (row * SIDE + column) * 3;
        byte place = inside ? (byte) (fromRow * SIDE + fromColumn) : 0;
        byte blue = inside ? (byte) 255 : 0;
        if (crop.pixels()[at] != place || crop.pixels()[at + 2] != blue) {
          return false;
        }
      }
    }
    return true;
  }

  private static byte number(ImageSet crops, int image, int pixel) {
    return crops.pixels()[(image * PIXELS + pixel) * 3 + 1];
  }

  private static ImageSet images() {
    byte[] pixels = new byte[3 * PIXELS * 3];
    for (int i = 0; i < 3 * PIXELS; i++) {
      pixels[3 * i] = (byte) (i % PIXELS);
      pixels[3 * i + 1] = (byte) (i / PIXELS);
      pixels[3 * i + 2] = (byte) 255;
    }
    return new ImageSet(SIDE, SIDE, pixels, new int[] {4, 5, 6});
  }
}
