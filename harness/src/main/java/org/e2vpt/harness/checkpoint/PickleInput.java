package org.e2vpt.harness.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The bytes of a pickle, in order, from a file that may go on behind it. */
final class PickleInput {

  private static final int PIECE = 1 << 13;
  private static final int MAX_TEXT = 1 << 20;
  private static final long MAX_LENGTH = 64L << 20;

  private final Source source;
  private final long start;
  private long next; // where the piece after this one starts
  private ByteBuffer piece = ByteBuffer.allocate(0);

  PickleInput(Source source, long start) {
    this.source = source;
    this.start = start;
    this.next = start;
  }

  /** The place of the next byte in the file. */
  long position() {
    return next - piece.remaining();
  }

  int unsignedByte() throws IOException {
    if (!piece.hasRemaining()) {
      refill();
    }
    return Byte.toUnsignedInt(piece.get());
  }

  private void refill() throws IOException {
    long length = Math.min(PIECE, source.size() - next);
    if (length <= 0) {
      throw new IOException("its pickle is cut off");
    }
    if (next - start > MAX_LENGTH) {
      throw new IOException(
          String.format(Locale.ROOT, "its pickle is longer than %d bytes", MAX_LENGTH));
    }
    piece = source.read(next, length);
    next += length;
  }

  /** An unsigned little-endian number of so many bytes; of 8, a signed one. */
  long little(int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) unsignedByte() << (Byte.SIZE * i);
    }
    return value;
  }

  double bigEndianDouble() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(little(Double.BYTES)));
  }

  /** A signed little-endian number: {@link Long} if one can hold it, else {@link BigInteger}. */
  Object integer(long length) throws IOException {
    byte[] bytes = bytes(length);
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
    BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  String text(long length) throws IOException {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  /** What comes before the next {@code \n}, which is skipped. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = unsignedByte(); b != '\n'; b = unsignedByte()) {
      line.write(b);
      requireShort(line.size());
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private byte[] bytes(long length) throws IOException {
    requireShort(length);
    byte[] bytes = new byte[(int) length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) unsignedByte();
    }
    return bytes;
  }

  private static void requireShort(long length) throws IOException {
    if (length < 0 || length > MAX_TEXT) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its pickle has a text of %s bytes; at most %d are read",
              Long.toUnsignedString(length),
              MAX_TEXT));
    }
  }

  void skip(long length) throws IOException {
    if (length < 0 || length > source.size() - position()) {
      throw new IOException("its pickle is cut off");
    }
    if (length <= piece.remaining()) {
      piece.position(piece.position() + (int) length);
    } else {
      next = position() + length;
      piece = ByteBuffer.allocate(0);
    }
  }
}
