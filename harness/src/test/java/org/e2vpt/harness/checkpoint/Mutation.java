package org.e2vpt.harness.checkpoint;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Damages bytes as broken disks, cut downloads and attackers do. */
final class Mutation {

  private static final int MOST = 4;
  private static final long[] INTERESTING = {
    0,
    1,
    2,
    4,
    8,
    127,
    128,
    255,
    256,
    65535,
    65536,
    1 << 20,
    Integer.MAX_VALUE,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -8
  };

  private Mutation() {}

  /** A copy with one to four damages; the same for the same state of {@code random}. */
  static byte[] of(byte[] whole, SplittableRandom random) {
    byte[] bytes = whole.clone();
    int damages = random.nextInt(1, MOST + 1);
    for (int i = 0; i < damages && bytes.length > 0; i++) {
      bytes = damage(bytes, random);
    }
    return bytes;
  }

  private static byte[] damage(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(bytes.length);
    int length = random.nextInt(Math.min(64, bytes.length - at) + 1);
    switch (random.nextInt(8)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
      case 3 -> put(bytes, at, 2 << random.nextInt(3), random);
      case 4 -> Arrays.fill(bytes, at, at + length, (byte) random.nextInt());
      case 5 -> { // a piece over another
        int from = random.nextInt(bytes.length - length + 1);
        System.arraycopy(bytes, from, bytes, at, length);
      }
      case 6 -> { // a piece again, or less of it
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
      }
      default -> {
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : without(bytes, at, length);
      }
    }
    return bytes;
  }

  /** Overwrites a little-endian number. */
  private static void put(byte[] bytes, int at, int width, SplittableRandom random) {
    long value = INTERESTING[random.nextInt(INTERESTING.length)];
    for (int i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (byte) (value >> (Byte.SIZE * i));
    }
  }

  private static byte[] without(byte[] bytes, int at, int length) {
    byte[] shorter = Arrays.copyOf(bytes, bytes.length - length);
    System.arraycopy(bytes, at + length, shorter, at, shorter.length - at);
    return shorter;
  }
}
