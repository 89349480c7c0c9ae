package org.e2vpt.harness.data.image;

import java.io.IOException;

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
      throw new IOException("its size is %dx%d pixels".formatted(width, height));
    }
    if (width > MOST_PIXELS / height) {
      throw new IOException(
          "%dx%d pixels, more than %d, may be a decompression bomb"
              .formatted(width, height, MOST_PIXELS));
    }
    if (width * height > Math.max(HARMLESS, pixelsPerByte * bytes)) {
      throw new IOException(
          "it names a size of %dx%d pixels, but its %d bytes cannot hold so many"
              .formatted(width, height, bytes));
    }
  }
}
