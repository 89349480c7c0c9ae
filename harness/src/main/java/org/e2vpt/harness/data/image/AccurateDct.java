package org.e2vpt.harness.data.image;

import java.util.BitSet;

/**
 * libjpeg's accurate integer transform, {@code JDCT_ISLOW}: Loeffler, Ligtenberg and Moschytz's
 * with 12 multiplications, in 13 fraction bits, and rounded.
 *
 * <p>Source: libjpeg-turbo 2.1, jidctint.c and simd/x86_64/jidctint-sse2.asm.
 */
final class AccurateDct extends InverseDct {

  private static final int BITS = 13;

  /** Fraction bits of what is between columns and rows. */
  private static final int HALF_BITS = 2;

  private static final int COLUMN_SHIFT = BITS - HALF_BITS;
  private static final int ROW_SHIFT = BITS + HALF_BITS + 3;

  private static final int C0_298 = 2446; // all by 8192
  private static final int C0_390 = 3196;
  private static final int C0_541 = 4433;
  private static final int C0_765 = 6270;
  private static final int C0_899 = 7373;
  private static final int C1_175 = 9633;
  private static final int C1_501 = 12299;
  private static final int C1_847 = 15137;
  private static final int C1_961 = 16069;
  private static final int C2_053 = 16819;
  private static final int C2_562 = 20995;
  private static final int C3_072 = 25172;

  private final int[] e0;
  private final int[] e1;
  private final int[] e2;
  private final int[] e3;
  private final int[] o0;
  private final int[] o1;
  private final int[] o2;
  private final int[] o3;
  private final int blocks;

  AccurateDct(int blocks) {
    super(blocks);
    this.blocks = blocks;
    int length = JpegComponent.SIDE * blocks;
    e0 = new int[length];
    e1 = new int[length];
    e2 = new int[length];
    e3 = new int[length];
    o0 = new int[length];
    o1 = new int[length];
    o2 = new int[length];
    o3 = new int[length];
  }

  @Override
  int[] multipliers(int[] quantisation) {
    return quantisation;
  }

  @Override
  void columns(int[][] x) {
    int[] firstRow = overflows(x[0]) ? x[0].clone() : new int[0];
    BitSet lower = firstRow.length == 0 ? new BitSet() : blocksOfSeveralRows(x);
    transform(x);
    for (int[] row : x) {
      for (int i = 0; i < row.length; i++) {
        row[i] = saturated(row[i] + (1 << COLUMN_SHIFT - 1) >> COLUMN_SHIFT);
      }
    }
    for (int i = 0; i < firstRow.length; i++) {
      if (!lower.get(i % blocks)) {
        for (int[] row : x) {
          row[i] = (short) (firstRow[i] << HALF_BITS);
        }
      }
    }
  }

  @Override
  void rows(int[][] x) {
    transform(x);
    for (int[] column : x) {
      for (int i = 0; i < column.length; i++) {
        column[i] = sample(column[i] + (1 << ROW_SHIFT - 1) >> ROW_SHIFT);
      }
    }
  }

  /**
   * Whether some column does not fit into 16 bits, which no encoder makes. Then those blocks matter
   * whose other rows are 0: their columns are shifted, without saturation.
   */
  private static boolean overflows(int[] firstRow) {
    int all = 0;
    for (int value : firstRow) {
      all |= value ^ value >> 31;
    }
    return all >> Short.SIZE - 1 - HALF_BITS > 0;
  }

  private BitSet blocksOfSeveralRows(int[][] x) {
    BitSet found = new BitSet();
    for (int row = 1; row < x.length; row++) {
      for (int i = 0; i < x[row].length; i++) {
        if (x[row][i] != 0) {
          found.set(i % blocks);
        }
      }
    }
    return found;
  }

  /** To 16 bits, without a branch. */
  private static int saturated(int value) {
    int aboveLeast = value - Short.MIN_VALUE;
    int belowMost = Short.MAX_VALUE - Short.MIN_VALUE - (aboveLeast & ~(aboveLeast >> 31));
    return Short.MAX_VALUE - (belowMost & ~(belowMost >> 31));
  }

  private void transform(int[][] x) {
    even(x[0], x[2], x[4], x[6]);
    odd(x[1], x[3], x[5], x[7]);
    addAndSubtract(e0, o3, x[0], x[7]);
    addAndSubtract(e1, o2, x[1], x[6]);
    addAndSubtract(e2, o1, x[2], x[5]);
    addAndSubtract(e3, o0, x[3], x[4]);
  }

  private void even(int[] x0, int[] x2, int[] x4, int[] x6) {
    for (int i = 0; i < x0.length; i++) {
      int sum = x0[i] + x4[i] << Short.SIZE >> Short.SIZE - BITS;
      int other = x2[i] * (C0_541 + C0_765) + x6[i] * C0_541;
      e0[i] = sum + other;
      e3[i] = sum - other;
    }
    for (int i = 0; i < x0.length; i++) {
      int difference = x0[i] - x4[i] << Short.SIZE >> Short.SIZE - BITS;
      int other = x2[i] * C0_541 + x6[i] * (C0_541 - C1_847);
      e1[i] = difference + other;
      e2[i] = difference - other;
    }
  }

  private void odd(int[] x1, int[] x3, int[] x5, int[] x7) {
    for (int i = 0; i < x1.length; i++) {
      int s37 = x3[i] + x7[i] << Short.SIZE >> Short.SIZE;
      int s15 = x1[i] + x5[i] << Short.SIZE >> Short.SIZE;
      o2[i] = s37 * (C1_175 - C1_961) + s15 * C1_175;
      o3[i] = s37 * C1_175 + s15 * (C1_175 - C0_390);
    }
    for (int i = 0; i < x1.length; i++) {
      o0[i] = x7[i] * (C0_298 - C0_899) - x1[i] * C0_899 + o2[i];
    }
    for (int i = 0; i < x1.length; i++) {
      o1[i] = x5[i] * (C2_053 - C2_562) - x3[i] * C2_562 + o3[i];
    }
    for (int i = 0; i < x1.length; i++) {
      o2[i] += x3[i] * (C3_072 - C2_562) - x5[i] * C2_562;
    }
    for (int i = 0; i < x1.length; i++) {
      o3[i] += x1[i] * (C1_501 - C0_899) - x7[i] * C0_899;
    }
  }
}
