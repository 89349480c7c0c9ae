package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.util.Locale;

/**
 * How large a picture a file may announce. It is asked before memory is taken: a damaged or hostile
 * file of some hundred bytes can name a size of gigabytes.
 */
final class PixelLimit {

  /** Pillow refuses more, too: nobody photographs so large, and it would fill the memory. */
  private static final long MOST_PIXELS = 178_956_970;

  /** 2048x2048: where a format can leave pixels out, so many may be left out. */
  private static final long MOST_EMPTY = 1 << 22;

  /** 4096x4096: where a format may say in a few bytes that all pixels are alike. */
  private static final long MOST_ALIKE = 1 << 24;

  private PixelLimit() {}

  /**
   * Checks a size.
   *
   * @param pixelsPerByte the most that the format's compression can reach
   * @param bytes of the file
   */
  static void require(long width, long height, long pixelsPerByte, long bytes) throws IOException {
    requireAtMost(pixelsPerByte * bytes, width, height, bytes);
  }

  /** Checks a size as {@link #require}, for a format that does not store all pixels. */
  static void requireSparse(long width, long height, long pixelsPerByte, long bytes)
      throws IOException {
    requireAtMost(Math.max(MOST_EMPTY, pixelsPerByte * bytes), width, height, bytes);
  }

  /**
   * Checks a size as {@link #require}, for a format that stores large areas of one colour in almost
   * nothing. Only small images may be nothing else, so that memory and time follow a file's size.
   *
   * @param usualPixelsPerByte what a larger image has at most
   */
  static void requirePhoto(
      long width, long height, long pixelsPerByte, long usualPixelsPerByte, long bytes)
      throws IOException {
    require(width, height, pixelsPerByte, bytes);
    if (width * height > Math.max(MOST_ALIKE, usualPixelsPerByte * bytes)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%dx%d pixels in %d bytes, more than %d a byte, may be a decompression bomb",
              width,
              height,
              bytes,
              usualPixelsPerByte));
    }
  }

  private static void requireAtMost(long most, long width, long height, long bytes)
      throws IOException {
    if (width < 1 || height < 1) {
      throw new IOException(String.format(Locale.ROOT, "its size is %dx%d pixels", width, height));
    }
    if (width > MOST_PIXELS / height) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%dx%d pixels, more than %d, may be a decompression bomb",
              width,
              height,
              MOST_PIXELS));
    }
    if (width * height > most) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it names a size of %dx%d pixels, but its %d bytes cannot hold so many",
              width,
              height,
              bytes));
    }
  }
}
