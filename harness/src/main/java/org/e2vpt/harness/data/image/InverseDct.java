package org.e2vpt.harness.data.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The inverse cosine transform of a row of blocks of 8x8 coefficients, in integers, and with the
 * overflows of libjpeg-turbo's vector instructions of x86-64: sums and differences have 16 bits.
 *
 * <p>All blocks are transformed together, by loops that do little to long arrays: of such loops the
 * compiler makes vector instructions. So an array holds the coefficients of one row of all blocks,
 * and {@code column · blocks + block} is a place in it.
 */
abstract class InverseDct {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SIDE = JpegComponent.SIDE;

  private final int blocks;
  private final int[][] byColumn;
  private final int[] left;
  private final int[] right;

  /** For so many blocks. */
  InverseDct(int blocks) {
    this.blocks = blocks;
    byColumn = new int[SIDE][SIDE * blocks];
    left = new int[SIDE * blocks];
    right = new int[SIDE * blocks];
  }

  static InverseDct of(Decoder decoder, int blocks) {
    return decoder == Decoder.TENSORFLOW ? new FastDct(blocks) : new AccurateDct(blocks);
  }

  /**
   * What coefficients are multiplied with.
   *
   * @param quantisation 64 values, row by row
   */
  abstract int[] multipliers(int[] quantisation);

  /**
   * Transforms along columns, in place.
   *
   * @param x eight arrays, one for each row
   */
  abstract void columns(int[][] x);

  /**
   * Transforms along rows, in place, to samples from 0 to 255.
   *
   * @param x eight arrays, one for each column
   */
  abstract void rows(int[][] x);

  /** A sample of a sum without the level shift. */
  static int sample(int sum) {
    return JpegColours.clamped(sum + 128);
  }

  /**
   * Transforms blocks, and sets their coefficients to 0.
   *
   * @param byRow products of coefficients and multipliers, of 16 bits: an array for each row
   * @param count how many blocks are written, from the first one on
   * @param samples rows of {@code stride} samples, of which 8 are written from {@code start} on
   */
  final void transform(int[][] byRow, int count, byte[] samples, int start, int stride) {
    columns(byRow);
    for (int row = 0; row < SIDE; row++) {
      for (int column = 0; column < SIDE; column++) {
        System.arraycopy(byRow[row], column * blocks, byColumn[column], row * blocks, blocks);
      }
      Arrays.fill(byRow[row], 0);
    }
    rows(byColumn);
    join(byColumn[0], byColumn[1], byColumn[2], byColumn[3], left);
    join(byColumn[4], byColumn[5], byColumn[6], byColumn[7], right);
    for (int row = 0; row < SIDE; row++) {
      int at = start + row * stride;
      for (int block = row * blocks; block < row * blocks + count; block++) {
        INT.set(samples, at, left[block]);
        INT.set(samples, at + Integer.BYTES, right[block]);
        at += SIDE;
      }
    }
  }

  static void addAndSubtract(int[] even, int[] odd, int[] sums, int[] differences) {
    for (int i = 0; i < even.length; i++) {
      sums[i] = even[i] + odd[i];
      differences[i] = even[i] - odd[i];
    }
  }

  /** Puts four samples into one number. */
  private static void join(int[] first, int[] second, int[] third, int[] fourth, int[] joined) {
    for (int i = 0; i < joined.length; i++) {
      joined[i] = first[i] | second[i] << 8 | third[i] << 16 | fourth[i] << 24;
    }
  }
}
