package org.e2vpt.harness.data.image;

import java.io.EOFException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bytes of a JPEG file: its markers, what they head, and the coded bits of its scans. At a
 * marker bits end, and zeros follow, so that a damaged file decodes to some image, as in libjpeg's
 * jdhuff.c.
 *
 * <p>The next bits are the highest of {@link #buffer}. Block decoders keep it and {@link #count} in
 * variables of their own: that is what their speed depends on.
 */
final class JpegInput {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final long LOWEST_OF_BYTES = 0x0101010101010101L;
  private static final long HIGHEST_OF_BYTES = 0x8080808080808080L;

  private static final int FIRST_RESTART = 0xD0;
  private static final int LAST_RESTART = 0xD7;
  private static final int FIRST_FRAME = 0xC0;

  /** What libjpeg wants to have before it decodes a symbol. */
  static final int FEWEST = 8;

  private final byte[] file;

  /** The next byte: behind the marker if one was met. */
  private int at;

  /** The marker that was met and not passed yet, 0 if there is none. */
  private int marker;

  /** Where the segment or marker begins that is being read. */
  private int begun;

  /** How many of the bits were added behind the last one. */
  private int zeros;

  long buffer;

  /** How many bits of the buffer are there. */
  int count;

  /** A file from its second marker on. */
  JpegInput(byte[] file) {
    this.file = file;
    this.at = 2;
  }

  /** Whether bits end here. */
  boolean isAtMarker() {
    return marker != 0;
  }

  /** Whether the file ends within a marker or a segment, and not before or behind one. */
  boolean endsWithin() {
    return begun < file.length;
  }

  /** Passes the next marker, before which there may be bytes that belong to nothing. */
  int passMarker() throws EOFException {
    findMarker();
    int passed = marker;
    marker = 0;
    return passed;
  }

  /**
   * How many bytes follow that a marker heads: negative if their number, which counts itself, is.
   */
  int length() throws EOFException {
    return word() - Short.BYTES;
  }

  /** Two bytes, the higher first. */
  int word() throws EOFException {
    return next() << Byte.SIZE | next();
  }

  void skip(int bytes) throws EOFException {
    if (bytes > file.length - at) {
      begun = file.length;
      throw new EOFException();
    }
    at += Math.max(0, bytes);
  }

  private void findMarker() throws EOFException {
    while (marker == 0) {
      begun = at;
      while (next() != 0xFF) {
        begun = at;
      }
      marker = afterPrefix();
    }
    begun = at;
  }

  int next() throws EOFException {
    if (at >= file.length) {
      throw new EOFException();
    }
    return file[at++] & 0xFF;
  }

  /** The byte behind any number of 0xFF. */
  private int afterPrefix() throws EOFException {
    int value;
    do {
      value = next();
    } while (value == 0xFF);
    return value;
  }

  /** Drops the bits that are left. */
  void dropBits() {
    buffer = 0;
    count = 0;
    zeros = 0;
  }

  /** Whether more bits were taken than there are. */
  boolean lacksBits() {
    return zeros > count;
  }

  /**
   * Fetches bits, so that 57 or more are there.
   *
   * @throws EOFException where libjpeg would ask for more of the file than there is
   */
  void fill() throws EOFException {
    if (marker == 0 && at + Long.BYTES <= file.length) {
      long next = (long) LONG.get(file, at);
      if ((~next - LOWEST_OF_BYTES & next & HIGHEST_OF_BYTES) == 0) { // no byte is 0xFF
        int bytes = Long.SIZE - count >> 3;
        buffer |= next >>> count; // the last one in part, and again in whole the next time
        count += Byte.SIZE * bytes;
        at += bytes;
        return;
      }
    }
    while (count <= Long.SIZE - Byte.SIZE) {
      if (marker == 0) {
        int value = next();
        if (value == 0xFF) {
          value = afterPrefix();
          if (value == 0) {
            value = 0xFF;
          } else {
            marker = value;
            continue;
          }
        }
        buffer |= (long) value << Long.SIZE - Byte.SIZE - count;
      } else {
        zeros += Byte.SIZE;
      }
      count += Byte.SIZE;
    }
  }

  /**
   * Begins a new interval behind its restart marker. If another marker is there, the judgement of
   * libjpeg's jdmarker.c: before the markers of the intervals that come next this one is empty, one
   * of the past is skipped, and any other restart marker is taken for the wanted one.
   *
   * @param number of the wanted marker, 0 to 7
   */
  void restart(int number) throws EOFException {
    dropBits();
    findMarker();
    while (marker != 0) {
      boolean isRestart = marker >= FIRST_RESTART && marker <= LAST_RESTART;
      int ahead = marker - FIRST_RESTART - number & 7;
      if (marker < FIRST_FRAME || isRestart && ahead >= 6) {
        marker = 0;
        findMarker();
      } else if (isRestart && (ahead == 0 || ahead > 2)) {
        marker = 0;
      } else {
        return;
      }
    }
  }

  /** The next symbol of a code. */
  int symbol(JpegHuffman code) throws EOFException {
    if (count < FEWEST) {
      fill();
    }
    int found = code.codes[(int) (buffer >>> Long.SIZE - JpegHuffman.PEEKED)];
    int length = found & 0xFF;
    if (length > 0 && length <= count) {
      drop(length);
      return found >> Byte.SIZE;
    }
    int bits = number(FEWEST + 1);
    for (length = FEWEST + 1; !code.isCode(bits, length); length++) {
      bits = bits << 1 | number(1);
    }
    return code.symbol(bits, length);
  }

  /** The next bits as a number, one or more. */
  int number(int bits) throws EOFException {
    if (count < bits) {
      fill();
    }
    int number = (int) (buffer >>> Long.SIZE - bits);
    drop(bits);
    return number;
  }

  /** The next value of so many bits, which may be negative; 0 of none. */
  int value(int size) throws EOFException {
    return size == 0 ? 0 : JpegHuffman.extended(number(size), size);
  }

  private void drop(int bits) {
    buffer <<= bits;
    count -= bits;
  }
}
