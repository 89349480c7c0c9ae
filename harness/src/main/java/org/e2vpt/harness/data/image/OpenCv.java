package org.e2vpt.harness.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** What TFDS lets OpenCV do to images before it stores them, bit for bit. */
public final class OpenCv {

  /** Resize weights are fixed-point numbers of so many bits. */
  private static final int WEIGHT_BITS = 11;

  private static final int ONE = 1 << WEIGHT_BITS;

  /** Weights of a blur have fewer. */
  private static final int BLUR_BITS = 8;

  private OpenCv() {}

  /**
   * {@code cv2.resize(image, dsize=None, fx=factor, fy=factor)}: bilinear between pixel centres,
   * without averaging, except that halving averages four pixels.
   */
  public static RgbImage resize(RgbImage image, double factor) {
    int height = Math.max(1, (int) Math.rint(image.height() * factor));
    int width = Math.max(1, (int) Math.rint(image.width() * factor));
    if (factor == 0.5 && 2 * height <= image.height() && 2 * width <= image.width()) {
      return halved(image, height, width);
    }
    Axis rows = Axis.of(image.height(), height, factor);
    Axis columns = Axis.of(image.width(), width, factor);
    int rowValues = width * RgbImage.CHANNELS;
    byte[] pixels = new byte[height * rowValues];
    for (int row = 0; row < height; row++) {
      int[] above = columns.row(image, rows.low[row]);
      int[] below = columns.row(image, rows.high[row]);
      int share = rows.highShare[row];
      for (int i = 0; i < rowValues; i++) {
        int sum = ((ONE - share) * (above[i] >> 4) >> 16) + (share * (below[i] >> 4) >> 16);
        pixels[row * rowValues + i] = (byte) Math.min(255, sum + 2 >> 2);
      }
    }
    return new RgbImage(height, width, pixels);
  }

  private static RgbImage halved(RgbImage image, int height, int width) {
    byte[] in = image.pixels();
    byte[] pixels = new byte[height * width * RgbImage.CHANNELS];
    int below = image.width() * RgbImage.CHANNELS;
    for (int i = 0; i < pixels.length; i++) {
      int channel = i % RgbImage.CHANNELS;
      int column = i / RgbImage.CHANNELS % width;
      int row = i / RgbImage.CHANNELS / width;
      int at = 2 * row * below + 2 * column * RgbImage.CHANNELS + channel;
      int right = at + RgbImage.CHANNELS;
      int sum =
          (in[at] & 0xFF)
              + (in[right] & 0xFF)
              + (in[at + below] & 0xFF)
              + (in[right + below] & 0xFF);
      pixels[i] = (byte) (sum + 2 >> 2);
    }
    return new RgbImage(height, width, pixels);
  }

  /**
   * Between which inputs the outputs of an axis lie. At a border both are the same; their weights
   * still count, since the sum of two rounded halves is not a rounded whole.
   *
   * @param low index of the lower one
   * @param high index of the higher one
   * @param highShare weight of the higher one, in fixed point
   */
  private record Axis(int[] low, int[] high, int[] highShare) {

    static Axis of(int in, int out, double factor) {
      Axis axis = new Axis(new int[out], new int[out], new int[out]);
      for (int i = 0; i < out; i++) {
        float source = (float) ((i + 0.5) * (1 / factor) - 0.5);
        int floor = (int) Math.floor(source);
        axis.low[i] = Math.max(0, Math.min(in - 1, floor));
        axis.high[i] = Math.max(0, Math.min(in - 1, floor + 1));
        axis.highShare[i] = (int) Math.rint((source - floor) * ONE);
      }
      return axis;
    }

    /** A row of the image at the outputs of this axis, times {@link OpenCv#ONE}. */
    int[] row(RgbImage image, int row) {
      byte[] in = image.pixels();
      int start = row * image.width() * RgbImage.CHANNELS;
      int[] values = new int[low.length * RgbImage.CHANNELS];
      for (int i = 0; i < values.length; i++) {
        int column = i / RgbImage.CHANNELS;
        int channel = start + i % RgbImage.CHANNELS;
        int left = in[channel + low[column] * RgbImage.CHANNELS] & 0xFF;
        int right = in[channel + high[column] * RgbImage.CHANNELS] & 0xFF;
        values[i] = left * (ONE - highShare[column]) + right * highShare[column];
      }
      return values;
    }
  }

  /** {@code cv2.GaussianBlur(image, (0, 0), sigma)}; beyond the borders the image is mirrored. */
  public static RgbImage gaussianBlur(RgbImage image, double sigma) {
    int[] weights = gaussian(sigma);
    int reach = weights.length / 2;
    int height = image.height();
    int rowValues = image.width() * RgbImage.CHANNELS;
    int[][] blurredRows = new int[height][];
    for (int row = 0; row < height; row++) {
      blurredRows[row] = blurredRow(image, row, weights);
    }
    byte[] pixels = new byte[height * rowValues];
    int[] sums = new int[rowValues];
    for (int row = 0; row < height; row++) {
      Arrays.fill(sums, 1 << (2 * BLUR_BITS - 1));
      for (int tap = 0; tap < weights.length; tap++) {
        int[] in = blurredRows[mirrored(row + tap - reach, height)];
        for (int i = 0; i < rowValues; i++) {
          sums[i] += weights[tap] * in[i];
        }
      }
      for (int i = 0; i < rowValues; i++) {
        pixels[row * rowValues + i] = (byte) Math.min(255, sums[i] >> 2 * BLUR_BITS);
      }
    }
    return new RgbImage(height, image.width(), pixels);
  }

  private static int[] blurredRow(RgbImage image, int row, int[] weights) {
    int reach = weights.length / 2;
    int width = image.width();
    int start = row * width * RgbImage.CHANNELS;
    int[] padded = new int[(width + 2 * reach) * RgbImage.CHANNELS];
    for (int i = 0; i < padded.length; i++) {
      int column = mirrored(i / RgbImage.CHANNELS - reach, width);
      padded[i] = image.pixels()[start + column * RgbImage.CHANNELS + i % RgbImage.CHANNELS] & 0xFF;
    }
    int[] blurred = new int[width * RgbImage.CHANNELS];
    for (int tap = 0; tap < weights.length; tap++) {
      for (int i = 0; i < blurred.length; i++) {
        blurred[i] += weights[tap] * padded[i + tap * RgbImage.CHANNELS];
      }
    }
    return blurred;
  }

  /** {@code gfedcb|abcdefgh|gfedcba}. */
  private static int mirrored(int index, int size) {
    int at = size == 1 ? 0 : Math.floorMod(index, 2 * size - 2);
    return at < size ? at : 2 * size - 2 - at;
  }

  /** The weights of a Gaussian in fixed point; each rounding's rest goes to the next weight. */
  private static int[] gaussian(double sigma) {
    int size = (int) Math.rint(sigma * 6 + 1) | 1;
    double[] exact = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      double x = (i - (size - 1) / 2.0) / sigma;
      exact[i] = StrictMath.exp(-0.5 * x * x);
      sum += exact[i];
    }
    int[] weights = new int[size];
    int rest = 1 << BLUR_BITS;
    double error = 0;
    for (int i = 0; i < size / 2; i++) {
      double wanted = exact[i] / sum * (1 << BLUR_BITS) + error;
      weights[i] = (int) Math.rint(wanted);
      weights[size - 1 - i] = weights[i];
      error = wanted - weights[i];
      rest -= 2 * weights[i];
    }
    weights[size / 2] = rest;
    return weights;
  }

  /**
   * The image after {@code cv2.imencode(".jpg", …)} and decoding.
   *
   * @param quality libjpeg's, of 100
   * @param decoder of the file
   */
  public static RgbImage throughJpeg(RgbImage image, int quality, Decoder decoder) {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] stored = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < stored.length; i += RgbImage.CHANNELS) {
      stored[i] = image.pixels()[i + 2];
      stored[i + 1] = image.pixels()[i + 1];
      stored[i + 2] = image.pixels()[i];
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(quality / 100f);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(buffered, null, null), settings);
      out.flush();
      return ImageFiles.decode(file.toByteArray(), "in memory", decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }
}
