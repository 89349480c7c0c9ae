package org.e2vpt.harness.data.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.e2vpt.harness.data.LegacyBilinear;

/**
 * How many images of 500x375 pixels a core prepares in a second: decoding alone, with FGVC's resize
 * and crop, and with VTAB's resize. Run it as {@code main}; nothing is asserted.
 */
public final class PixelBenchmark {

  private static final int HEIGHT = 375;
  private static final int WIDTH = 500;
  private static final int IMAGES = 40;
  private static final int ROUNDS = 8;

  private PixelBenchmark() {}

  @FunctionalInterface
  private interface Step {
    int run(byte[] file) throws IOException;
  }

  /** Prints a line for each step, the best of the rounds, in CPU time of this thread. */
  public static void main(String[] arguments) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      files.add(Photos.file("jpg", Photos.noisy(HEIGHT, WIDTH, i)));
    }
    System.out.printf(
        Locale.ROOT,
        "%d JPEG files of %dx%d pixels, %d bytes on average%n",
        IMAGES,
        WIDTH,
        HEIGHT,
        files.stream().mapToInt(file -> file.length).sum() / IMAGES);
    Step decode = file -> ImageFiles.decode(file, "x").pixels()[0];
    Size size = new Size(HEIGHT, WIDTH).withShorterSide(256);
    Crop crop = Crop.centre(size, 224);
    Step fgvc =
        file -> PillowResize.BILINEAR.resize(ImageFiles.decode(file, "x"), size, crop).pixels()[0];
    Step vtab =
        file -> {
          RgbImage image = ImageFiles.decode(file, "x");
          return (int) LegacyBilinear.resize(image.pixels(), HEIGHT, WIDTH, 224, 224)[0];
        };
    report("decode only (ImageIO)", files, PixelBenchmark::jdkOnly);
    report("decode to RGB", files, decode);
    report("decode, shorter side 256, crop 224", files, fgvc);
    report("decode, legacy bilinear 224", files, vtab);
  }

  private static int jdkOnly(byte[] file) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(file)).getWidth();
  }

  private static void report(String name, List<byte[]> files, Step step) throws IOException {
    double best = 0;
    int sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (byte[] file : files) {
        sum += step.run(file);
      }
      long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      best = Math.max(best, files.size() * 1e9 / nanos);
    }
    System.out.printf(Locale.ROOT, "%-36s %6.0f images/s (%d)%n", name, best, sum & 1);
  }
}
