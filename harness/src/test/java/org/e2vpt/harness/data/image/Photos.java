package org.e2vpt.harness.data.image;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Images for tests, as files. */
public final class Photos {

  private Photos() {}

  /** A colour gradient with discs: each seed gives another. */
  public static BufferedImage photo(int height, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(
        new GradientPaint(
            0,
            0,
            new Color(random.nextInt(1 << 24)),
            width,
            height,
            new Color(random.nextInt(1 << 24))));
    graphics.fillRect(0, 0, width, height);
    for (int i = 0; i < 20; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(
          random.nextInt(width), random.nextInt(height), width / 8 + 1, height / 8 + 1);
    }
    graphics.dispose();
    return image;
  }

  /** The same with noise, so that it takes as many bytes as a photo. */
  public static BufferedImage noisy(int height, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BufferedImage image = photo(height, width, seed);
    for (int i = 0; i < height * width; i++) {
      int colour = image.getRGB(i % width, i / width);
      int noise = random.nextInt(24);
      int grey = noise << 16 | noise << 8 | noise;
      image.setRGB(i % width, i / width, (colour & 0xE0E0E0) + grey);
    }
    return image;
  }

  /** The file of a photo in {@code jpg} or {@code png}. */
  public static byte[] file(String format, int height, int width, long seed) {
    return file(format, photo(height, width, seed));
  }

  /** The file of an image. */
  public static byte[] file(String format, BufferedImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("Java writes no " + format + " of this image");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
