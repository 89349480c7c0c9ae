package org.e2vpt.harness.data.vtab;

import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.OpenCv;
import org.e2vpt.harness.data.image.RgbImage;

/**
 * How B. Graham, who won Kaggle's competition, prepared photos of retinas, in the form that TFDS
 * stores as {@code btgraham-300}: scaled so that the eye has a radius of 300 pixels, the local
 * average taken away, everything beyond 90 % of the radius painted grey and cut off, and stored as
 * JPEG of quality 72.
 */
final class Btgraham {

  private static final int RADIUS = 300;
  private static final int QUALITY = 72;
  private static final byte GREY = (byte) 128;

  private Btgraham() {}

  /** The image as TFDS stored it, decoded again. */
  static RgbImage process(RgbImage photo, Decoder decoder) {
    return OpenCv.throughJpeg(prepared(photo, RADIUS), QUALITY, decoder);
  }

  /** Before it is stored. */
  static RgbImage prepared(RgbImage photo, int radius) {
    RgbImage scaled = OpenCv.resize(photo, radius / eyeRadius(photo));
    RgbImage contrasted = withoutLocalAverage(scaled, radius / 30.0);
    return masked(contrasted, (int) (radius * 0.9));
  }

  /** Half of the pixels of the middle row that are not black; half of the height if none is. */
  private static double eyeRadius(RgbImage photo) {
    int width = photo.width();
    int start = photo.height() / 2 * width * RgbImage.CHANNELS;
    long[] sums = new long[width];
    long total = 0;
    for (int i = 0; i < width * RgbImage.CHANNELS; i++) {
      int value = photo.pixels()[start + i] & 0xFF;
      sums[i / RgbImage.CHANNELS] += value;
      total += value;
    }
    double black = (double) total / width / 10;
    int bright = 0;
    for (long sum : sums) {
      bright += sum > black ? 1 : 0;
    }
    return bright < 2 ? photo.height() / 2.0 : bright / 2.0;
  }

  /** {@code 4 · image - 4 · blurred + 128}. */
  private static RgbImage withoutLocalAverage(RgbImage image, double sigma) {
    byte[] blurred = OpenCv.gaussianBlur(image, sigma).pixels();
    byte[] pixels = new byte[blurred.length];
    for (int i = 0; i < pixels.length; i++) {
      int value = 4 * ((image.pixels()[i] & 0xFF) - (blurred[i] & 0xFF)) + 128;
      pixels[i] = (byte) Math.max(0, Math.min(255, value));
    }
    return new RgbImage(image.height(), image.width(), pixels);
  }

  private static RgbImage masked(RgbImage image, int radius) {
    int centreY = image.height() / 2;
    int centreX = image.width() / 2;
    int top = Math.max(centreY - radius, 0);
    int left = Math.max(centreX - radius, 0);
    int height = Math.min(centreY + radius, image.height()) - top;
    int width = Math.min(centreX + radius, image.width()) - left;
    int[] halfWidths = disc(radius);
    byte[] pixels = new byte[height * width * RgbImage.CHANNELS];
    for (int i = 0; i < pixels.length; i++) {
      int y = top + i / RgbImage.CHANNELS / width;
      int x = left + i / RgbImage.CHANNELS % width;
      boolean inside = Math.abs(x - centreX) <= halfWidths[Math.abs(y - centreY)];
      pixels[i] =
          inside
              ? image.pixels()[(y * image.width() + x) * RgbImage.CHANNELS + i % RgbImage.CHANNELS]
              : GREY;
    }
    return new RgbImage(height, width, pixels);
  }

  /** How far OpenCV's filled circle reaches to each side, in the rows from its centre on. */
  private static int[] disc(int radius) {
    int[] halfWidths = new int[radius + 1];
    int error = 0;
    int dx = radius;
    int plus = 1;
    int minus = 2 * radius - 1;
    for (int dy = 0; dy <= dx; dy++) {
      halfWidths[dy] = Math.max(halfWidths[dy], dx);
      halfWidths[dx] = Math.max(halfWidths[dx], dy);
      error += plus;
      plus += 2;
      if (error > 0) {
        error -= minus;
        dx--;
        minus -= 2;
      }
    }
    return halfWidths;
  }
}
