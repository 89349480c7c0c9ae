package org.e2vpt.harness.checkpoint;

import java.nio.ByteBuffer;
import java.util.Locale;

/** The order of bytes within an element. */
final class Endian {

  private Endian() {}

  /** Turns big-endian elements of {@code width} bytes to little-endian ones, in place. */
  static void swap(ByteBuffer elements, int width) {
    switch (width) {
      case Byte.BYTES -> {}
      case Short.BYTES -> {
        for (int at = 0; at < elements.limit(); at += width) {
          elements.putShort(at, Short.reverseBytes(elements.getShort(at)));
        }
      }
      case Integer.BYTES -> {
        for (int at = 0; at < elements.limit(); at += width) {
          elements.putInt(at, Integer.reverseBytes(elements.getInt(at)));
        }
      }
      case Long.BYTES -> {
        for (int at = 0; at < elements.limit(); at += width) {
          elements.putLong(at, Long.reverseBytes(elements.getLong(at)));
        }
      }
      default ->
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "no element has %d bytes", width));
    }
  }
}
