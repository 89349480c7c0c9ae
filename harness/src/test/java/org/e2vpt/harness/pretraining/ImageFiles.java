package org.e2vpt.harness.pretraining;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;

/** Small image files for tests. */
final class ImageFiles {

  private ImageFiles() {}

  /**
   * Writes a PNG, with the folders above it.
   *
   * @param colour 0xRRGGBB of each pixel, counted row by row
   */
  static void write(Path file, int side, IntUnaryOperator colour) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, colour.applyAsInt(i));
    }
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** CIFAR-10 in small: 10 classes of {@code each} images in train and in test. */
  static void writeCifar10(Path folder, int each) {
    for (String part : new String[] {"train", "test"}) {
      for (int label = 0; label < 10; label++) {
        for (int i = 0; i < each; i++) {
          int shade = 20 * label + i;
          Path file =
              folder.resolve(String.format(Locale.ROOT, "%s/class%d/%d.png", part, label, i));
          write(file, 32, pixel -> shade << 16 | shade << 8 | pixel % 256);
        }
      }
    }
  }
}
