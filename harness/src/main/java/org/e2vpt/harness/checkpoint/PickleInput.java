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
  private static final int MAX_LINE = 1000;
  private static final int MAX_INTEGER = 255; // bytes; converting to decimal takes quadratic time
  private static final long MAX_LENGTH = 64L << 20;

  private final FileBytes source;
  private long start;
  private long next; // where the piece after this one starts
  private ByteBuffer piece = ByteBuffer.allocate(0);

  PickleInput(FileBytes source, long start) {
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

  /**
   * A signed little-endian number: {@link Long} if one can hold it, else {@link BigInteger}; if it
   * has more than 255 bytes, an object that only says that it is one.
   */
  Object integer(long length) throws IOException {
    if (length > MAX_INTEGER) {
      skip(length);
      return new PythonObject("int");
    }
    byte[] bytes = bytes(length);
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
    return number(bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes));
  }

  /** The same of a number that a line spells out, {@code 01} being True and {@code 00} False. */
  Object decimal() throws IOException {
    String line = line();
    if (line.equals("00") || line.equals("01")) {
      return line.equals("01");
    }
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    if (!digits.matches("-?[0-9]+")) {
      throw Pickle.damaged("a number without digits");
    }
    return digits.length() > MAX_INTEGER ? new PythonObject("int") : number(new BigInteger(digits));
  }

  private static Object number(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  /** A text; if it has more than 1 MiB, an object that only says that it is one. */
  Object text(long length) throws IOException {
    if (length > MAX_TEXT) {
      skip(length);
      return new PythonObject("str");
    }
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  /** What comes before the next {@code \n}, which is skipped. */
  String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = unsignedByte(); b != '\n'; b = unsignedByte()) {
      line.write(b);
      if (line.size() > MAX_LINE) {
        throw Pickle.damaged(String.format(Locale.ROOT, "a line of more than %d bytes", MAX_LINE));
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private byte[] bytes(long length) throws IOException {
    requireThere(length);
    byte[] bytes = new byte[(int) length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) unsignedByte();
    }
    return bytes;
  }

  private void requireThere(long length) throws IOException {
    if (length < 0 || length > source.size() - position()) {
      throw new IOException("its pickle is cut off");
    }
  }

  void skip(long length) throws IOException {
    requireThere(length);
    if (length <= piece.remaining()) {
      piece.position(piece.position() + (int) length);
    } else {
      start += length; // only what is looked at has a limit
      next = position() + length;
      piece = ByteBuffer.allocate(0);
    }
  }
}
