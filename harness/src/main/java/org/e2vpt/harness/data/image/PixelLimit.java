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

  /** 2048x2048: so large a picture may be empty, whatever its file holds. */
  private static final long HARMLESS = 1 << 22;

  private PixelLimit() {}

  /**
   * Checks a size.
   *
   * @param pixelsPerByte the most that the format's compression can reach
   * @param bytes of the compressed pixels, or of the file
   */
  static void require(long width, long height, long pixelsPerByte, long bytes) throws IOException {
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
    if (width * height > Math.max(HARMLESS, pixelsPerByte * bytes)) {
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
