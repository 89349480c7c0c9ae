package org.e2vpt.harness.data.image;

/**
 * libjpeg's fast integer transform, {@code JDCT_IFAST}: Arai, Agui and Nakajima's, whose scaling is
 * part of the multipliers. Products have 8 fraction bits and are cut, not rounded, which makes
 * images a little darker and greener than {@link AccurateDct}.
 *
 * <p>Nothing here cuts a sum to 16 bits: only the low 16 bits of sums enter products and samples.
 *
 * <p>Source: libjpeg-turbo 2.1, jidctfst.c, jddctmgr.c and simd/x86_64/jidctfst-sse2.asm.
 */
final class FastDct extends InverseDct {

  private static final int FRACTION_BITS = 5;

  private static final int SQRT_2 = 362; // all by 256
  private static final int C1_848 = 473;
  private static final int C1_082 = 277;
  private static final int C1_613 = 413;

  /** In 14 fraction bits. */
  private static final int[] SCALES = scales();

  private final int[] e0;
  private final int[] e1;
  private final int[] e2;
  private final int[] e3;
  private final int[] o4;
  private final int[] o5;
  private final int[] o6;
  private final int[] o7;
  private final int[] turn;

  FastDct(int blocks) {
    super(blocks);
    int length = JpegComponent.SIDE * blocks;
    e0 = new int[length];
    e1 = new int[length];
    e2 = new int[length];
    e3 = new int[length];
    o4 = new int[length];
    o5 = new int[length];
    o6 = new int[length];
    o7 = new int[length];
    turn = new int[length];
  }

  private static int[] scales() {
    int[] scales = new int[64];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = (int) Math.rint((1 << 14) * scale(i / 8) * scale(i % 8));
    }
    return scales;
  }

  private static double scale(int k) {
    return k == 0 ? 1 : StrictMath.sqrt(2) * StrictMath.cos(k * StrictMath.PI / 16);
  }

  @Override
  int[] multipliers(int[] quantisation) {
    int[] multipliers = new int[64];
    for (int i = 0; i < multipliers.length; i++) {
      multipliers[i] = (short) (quantisation[i] * SCALES[i] + (1 << 11) >> 12);
    }
    return multipliers;
  }

  @Override
  void columns(int[][] x) {
    even(x[0], x[2], x[4], x[6]);
    odd(x[1], x[3], x[5], x[7]);
    addAndSubtract(e0, o7, x[0], x[7]);
    addAndSubtract(e1, o6, x[1], x[6]);
    addAndSubtract(e2, o5, x[2], x[5]);
    addAndSubtract(e3, o4, x[4], x[3]);
  }

  @Override
  void rows(int[][] x) {
    columns(x);
    for (int[] column : x) {
      for (int i = 0; i < column.length; i++) {
        column[i] = sample(column[i] << Short.SIZE >> Short.SIZE + FRACTION_BITS);
      }
    }
  }

  private static int times(int x, int constant) {
    return (x << 18 >> 16) * (constant << 6) >> 16;
  }

  private void even(int[] x0, int[] x2, int[] x4, int[] x6) {
    for (int i = 0; i < x0.length; i++) {
      int sum = x0[i] + x4[i];
      int other = x2[i] + x6[i];
      e0[i] = sum + other;
      e3[i] = sum - other;
    }
    for (int i = 0; i < x0.length; i++) {
      int difference = x0[i] - x4[i];
      int other = times(x2[i] - x6[i], SQRT_2) - x2[i] - x6[i];
      e1[i] = difference + other;
      e2[i] = difference - other;
    }
  }

  private void odd(int[] x1, int[] x3, int[] x5, int[] x7) {
    for (int i = 0; i < x1.length; i++) {
      o7[i] = x1[i] + x7[i] + x5[i] + x3[i];
    }
    for (int i = 0; i < x1.length; i++) {
      turn[i] = times(x5[i] - x3[i] + x1[i] - x7[i], C1_848);
    }
    for (int i = 0; i < x1.length; i++) {
      int difference = x5[i] - x3[i];
      o6[i] = times(difference, -C1_613) - difference + turn[i] - o7[i];
    }
    for (int i = 0; i < x1.length; i++) {
      o5[i] = times(x1[i] + x7[i] - x5[i] - x3[i], SQRT_2) - o6[i];
    }
    for (int i = 0; i < x1.length; i++) {
      o4[i] = times(x1[i] - x7[i], C1_082) - turn[i] + o5[i];
    }
  }
}
