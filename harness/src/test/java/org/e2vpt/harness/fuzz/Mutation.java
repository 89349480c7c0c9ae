package org.e2vpt.harness.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages bytes as broken disks, cut downloads and attackers do. */
final class Mutation {

  private static final int MOST = 4;

  /** Half of the damages go there: where formats have their headers. */
  private static final int HEAD = 512;

  private static final int SHORT_PIECE = 64;
  private static final int LONG_PIECE = 4096;

  private static final long[] EXTREME = {
    0,
    1,
    2,
    4,
    8,
    127,
    128,
    255,
    256,
    32767,
    65535,
    65536,
    1 << 20,
    1 << 28,
    Integer.MAX_VALUE - 8,
    Integer.MAX_VALUE,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -8
  };

  /** What parsers of text meet. */
  private static final List<byte[]> TEXTS =
      List.of(
          text("99999999999999999999"),
          text("-1"),
          text("1e999999999"),
          text("0x1p-3"),
          text("NaN"),
          text("../../x"),
          text("\n"),
          text("\r\n\r\n"),
          text("\""),
          text(","),
          text(" "),
          text("\0"),
          text("٣"),
          text("[".repeat(2000)),
          text("{\"a\":".repeat(1000)));

  private Mutation() {}

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A copy with one to four damages; the same for the same state of {@code random}. */
  static byte[] of(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    int damages = random.nextInt(1, MOST + 1);
    for (int i = 0; i < damages && bytes.length > 0; i++) {
      bytes = damage(bytes, whole, random);
    }
    return bytes;
  }

  private static byte[] damage(byte[] bytes, byte[] whole, SplittableRandom random) {
    int range = random.nextBoolean() ? Math.min(HEAD, bytes.length) : bytes.length;
    int at = random.nextInt(range);
    int piece = random.nextInt(8) == 0 ? LONG_PIECE : SHORT_PIECE;
    int length = random.nextInt(Math.min(piece, bytes.length - at) + 1);
    switch (random.nextInt(12)) {
      case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> bytes[at] = (byte) random.nextInt();
      case 3 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
      case 4, 5 -> put(bytes, at, 1 << random.nextInt(4), random);
      case 6 -> Arrays.fill(bytes, at, at + length, (byte) random.nextInt());
      case 7 -> { // a piece over another, perhaps of the whole file
        int from = random.nextInt(Math.max(1, whole.length - length + 1));
        System.arraycopy(whole, from, bytes, at, Math.min(length, whole.length - from));
      }
      case 8 -> { // a piece again
        return spliced(bytes, at, Arrays.copyOfRange(bytes, at, at + length), 0);
      }
      case 9 -> {
        return spliced(bytes, at, TEXTS.get(random.nextInt(TEXTS.size())), random.nextInt(4));
      }
      default -> {
        return random.nextInt(4) == 0
            ? Arrays.copyOf(bytes, at)
            : spliced(bytes, at, new byte[0], length);
      }
    }
    return bytes;
  }

  /** Overwrites a number, little-endian or big-endian. */
  private static void put(byte[] bytes, int at, int width, SplittableRandom random) {
    long value = EXTREME[random.nextInt(EXTREME.length)];
    boolean little = random.nextInt(3) > 0;
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> (Byte.SIZE * (little ? i : width - 1 - i)));
    }
  }

  /** With {@code piece} in the place of {@code length} bytes. */
  private static byte[] spliced(byte[] bytes, int at, byte[] piece, int length) {
    int rest = Math.min(bytes.length, at + length);
    byte[] spliced = Arrays.copyOf(bytes, at + piece.length + bytes.length - rest);
    System.arraycopy(piece, 0, spliced, at, piece.length);
    System.arraycopy(bytes, rest, spliced, at + piece.length, bytes.length - rest);
    return spliced;
  }
}
