package org.e2vpt.harness.checkpoint;

import java.io.IOException;
import java.util.Locale;

/** What a file may ask for, so that a small one cannot fill the memory. */
final class Bounds {

  private static final long RATIO = 100;
  private static final long FREE = 16L << 20;

  private Bounds() {}

  /**
   * Weights hardly pack; small constant tensors and views of one element do, hence the free part.
   *
   * @param unpacked bytes that everything in the file would need
   * @param size of the file
   * @throws IOException if that is more than 100 times the file and 16 MiB
   */
  static void requirePlausible(long unpacked, long size) throws IOException {
    if (unpacked > FREE && (unpacked - FREE) / RATIO > size) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "a file of %d bytes claims to hold %d, more than %d times as many: it looks like a zip bomb",
              size,
              unpacked,
              RATIO));
    }
  }
}
