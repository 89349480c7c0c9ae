package org.e2vpt.harness.data.image;

import java.util.Arrays;

/**
 * libjpeg's accurate integer transform, {@code JDCT_ISLOW}: Loeffler, Ligtenberg and Moschytz's
 * with 12 multiplications, in 13 fraction bits, and rounded.
 *
 * <p>Source: libjpeg-turbo 2.1, jidctint.c and simd/x86_64/jidctint-sse2.asm.
 */
final class AccurateDct implements InverseDct {

  private static final int BITS = 13;

  /** Fraction bits of what is between columns and rows. */
  private static final int HALF_BITS = 2;

  private static final int COLUMN_SHIFT = BITS - HALF_BITS;
  private static final int ROW_SHIFT = BITS + HALF_BITS + 3;

  private static final byte[] SAMPLES = InverseDct.clamped(Integer.SIZE - ROW_SHIFT);

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

  private final int[] half = new int[64];

  @Override
  public int[] multipliers(int[] quantisation) {
    return quantisation;
  }

  private static byte sample(int sum) {
    return SAMPLES[sum + (1 << ROW_SHIFT - 1) >>> ROW_SHIFT];
  }

  private static int descaled(int sum) {
    return saturated(sum + (1 << COLUMN_SHIFT - 1) >> COLUMN_SHIFT);
  }

  private static int saturated(int value) {
    return value == (short) value ? value : value < 0 ? Short.MIN_VALUE : Short.MAX_VALUE;
  }

  @Override
  public void transform(
      short[] coefficients,
      int start,
      int last,
      int[] multipliers,
      byte[] samples,
      int corner,
      int stride) {
    if (last == 0) {
      int value = (short) (coefficients[start] * multipliers[0] << HALF_BITS);
      byte sample = sample(value << BITS);
      for (int row = 0; row < 8; row++) {
        Arrays.fill(samples, corner + row * stride, corner + row * stride + 8, sample);
      }
      return;
    }
    columns(coefficients, start, multipliers, Zigzag.COLUMNS[last]);
    rows(samples, corner, stride);
  }

  private void columns(short[] in, int start, int[] multipliers, int columns) {
    int[] out = half;
    for (int c = 0; c < 8; c++) {
      int i = start + c;
      int x0 = c < columns ? (short) (in[i] * multipliers[c]) : 0;
      if (c >= columns
          || (in[i + 8]
                  | in[i + 16]
                  | in[i + 24]
                  | in[i + 32]
                  | in[i + 40]
                  | in[i + 48]
                  | in[i + 56])
              == 0) {
        int value = x0 << HALF_BITS;
        if (value != (short) value) { // vector instructions look at all columns at once
          value = hasOneRow(in, start) ? (short) value : saturated(value);
        }
        for (int row = 0; row < 64; row += 8) {
          out[row + c] = value;
        }
        continue;
      }
      int x1 = (short) (in[i + 8] * multipliers[c + 8]);
      int x2 = (short) (in[i + 16] * multipliers[c + 16]);
      int x3 = (short) (in[i + 24] * multipliers[c + 24]);
      int x4 = (short) (in[i + 32] * multipliers[c + 32]);
      int x5 = (short) (in[i + 40] * multipliers[c + 40]);
      int x6 = (short) (in[i + 48] * multipliers[c + 48]);
      int x7 = (short) (in[i + 56] * multipliers[c + 56]);

      int turn = (x2 + x6) * C0_541;
      int d26 = turn - x6 * C1_847;
      int s26 = turn + x2 * C0_765;
      int s04 = (short) (x0 + x4) << BITS;
      int d04 = (short) (x0 - x4) << BITS;
      int e0 = s04 + s26;
      int e3 = s04 - s26;
      int e1 = d04 + d26;
      int e2 = d04 - d26;

      int s73 = (short) (x7 + x3);
      int s51 = (short) (x5 + x1);
      int all = (s73 + s51) * C1_175;
      int z3 = all - s73 * C1_961;
      int z4 = all - s51 * C0_390;
      int s71 = (x7 + x1) * C0_899;
      int s53 = (x5 + x3) * C2_562;
      int o0 = x7 * C0_298 - s71 + z3;
      int o1 = x5 * C2_053 - s53 + z4;
      int o2 = x3 * C3_072 - s53 + z3;
      int o3 = x1 * C1_501 - s71 + z4;

      out[c] = descaled(e0 + o3);
      out[c + 8] = descaled(e1 + o2);
      out[c + 16] = descaled(e2 + o1);
      out[c + 24] = descaled(e3 + o0);
      out[c + 32] = descaled(e3 - o0);
      out[c + 40] = descaled(e2 - o1);
      out[c + 48] = descaled(e1 - o2);
      out[c + 56] = descaled(e0 - o3);
    }
  }

  private static boolean hasOneRow(short[] in, int start) {
    for (int i = start + 8; i < start + 64; i++) {
      if (in[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private void rows(byte[] samples, int corner, int stride) {
    int[] in = half;
    int to = corner;
    for (int r = 0; r < 64; r += 8) {
      int x0 = in[r];
      int x1 = in[r + 1];
      int x2 = in[r + 2];
      int x3 = in[r + 3];
      int x4 = in[r + 4];
      int x5 = in[r + 5];
      int x6 = in[r + 6];
      int x7 = in[r + 7];

      int turn = (x2 + x6) * C0_541;
      int d26 = turn - x6 * C1_847;
      int s26 = turn + x2 * C0_765;
      int s04 = (short) (x0 + x4) << BITS;
      int d04 = (short) (x0 - x4) << BITS;
      int e0 = s04 + s26;
      int e3 = s04 - s26;
      int e1 = d04 + d26;
      int e2 = d04 - d26;

      int s73 = (short) (x7 + x3);
      int s51 = (short) (x5 + x1);
      int all = (s73 + s51) * C1_175;
      int z3 = all - s73 * C1_961;
      int z4 = all - s51 * C0_390;
      int s71 = (x7 + x1) * C0_899;
      int s53 = (x5 + x3) * C2_562;
      int o0 = x7 * C0_298 - s71 + z3;
      int o1 = x5 * C2_053 - s53 + z4;
      int o2 = x3 * C3_072 - s53 + z3;
      int o3 = x1 * C1_501 - s71 + z4;

      samples[to] = sample(e0 + o3);
      samples[to + 1] = sample(e1 + o2);
      samples[to + 2] = sample(e2 + o1);
      samples[to + 3] = sample(e3 + o0);
      samples[to + 4] = sample(e3 - o0);
      samples[to + 5] = sample(e2 - o1);
      samples[to + 6] = sample(e1 - o2);
      samples[to + 7] = sample(e0 - o3);
      to += stride;
    }
  }
}
