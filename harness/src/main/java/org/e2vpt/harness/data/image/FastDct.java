package org.e2vpt.harness.data.image;

import java.util.Arrays;

/**
 * libjpeg's fast integer transform, {@code JDCT_IFAST}: Arai, Agui and Nakajima's, whose scaling is
 * part of the multipliers. Products have 8 fraction bits and are cut, not rounded, which makes
 * images a little darker and greener than {@link AccurateDct}.
 *
 * <p>Nothing here cuts a sum to 16 bits: only the low 16 bits of sums enter products and samples.
 *
 * <p>Source: libjpeg-turbo 2.1, jidctfst.c, jddctmgr.c and simd/x86_64/jidctfst-sse2.asm.
 */
final class FastDct implements InverseDct {

  /** Samples have 5 fraction bits before the last shift, and 16 in all. */
  private static final int SAMPLE_BITS = 11;

  private static final byte[] SAMPLES = InverseDct.clamped(SAMPLE_BITS);

  private static final int SQRT_2 = 362; // all by 256
  private static final int C1_848 = 473;
  private static final int C1_082 = 277;
  private static final int C1_613 = 413;

  /** In 14 fraction bits. */
  private static final int[] SCALES = scales();

  private final int[] half = new int[64];

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
  public int[] multipliers(int[] quantisation) {
    int[] multipliers = new int[64];
    for (int i = 0; i < multipliers.length; i++) {
      multipliers[i] = (short) (quantisation[i] * SCALES[i] + (1 << 11) >> 12);
    }
    return multipliers;
  }

  private static int times(int x, int constant) {
    return (x << 18 >> 16) * (constant << 6) >> 16;
  }

  private static byte sample(int sum) {
    return SAMPLES[sum >>> 5 & (1 << SAMPLE_BITS) - 1];
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
      byte sample = sample(coefficients[start] * multipliers[0]);
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
      int x0 = c < columns ? in[i] * multipliers[c] : 0;
      if (c >= columns
          || (in[i + 8]
                  | in[i + 16]
                  | in[i + 24]
                  | in[i + 32]
                  | in[i + 40]
                  | in[i + 48]
                  | in[i + 56])
              == 0) {
        for (int row = 0; row < 64; row += 8) {
          out[row + c] = x0;
        }
        continue;
      }
      int x1 = in[i + 8] * multipliers[c + 8];
      int x2 = in[i + 16] * multipliers[c + 16];
      int x3 = in[i + 24] * multipliers[c + 24];
      int x4 = in[i + 32] * multipliers[c + 32];
      int x5 = in[i + 40] * multipliers[c + 40];
      int x6 = in[i + 48] * multipliers[c + 48];
      int x7 = in[i + 56] * multipliers[c + 56];

      int e26 = x2 + x6;
      int d26 = times(x2 - x6, SQRT_2) - e26;
      int e0 = x0 + x4 + e26;
      int e3 = x0 + x4 - e26;
      int e1 = x0 - x4 + d26;
      int e2 = x0 - x4 - d26;

      int s53 = x5 + x3;
      int d53 = x5 - x3;
      int s17 = x1 + x7;
      int d17 = x1 - x7;
      int o7 = s17 + s53;
      int turn = times(d53 + d17, C1_848);
      int o6 = times(d53, -C1_613) - d53 + turn - o7;
      int o5 = times(s17 - s53, SQRT_2) - o6;
      int o4 = times(d17, C1_082) - turn + o5;

      out[c] = e0 + o7;
      out[c + 8] = e1 + o6;
      out[c + 16] = e2 + o5;
      out[c + 24] = e3 - o4;
      out[c + 32] = e3 + o4;
      out[c + 40] = e2 - o5;
      out[c + 48] = e1 - o6;
      out[c + 56] = e0 - o7;
    }
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

      int e26 = x2 + x6;
      int d26 = times(x2 - x6, SQRT_2) - e26;
      int e0 = x0 + x4 + e26;
      int e3 = x0 + x4 - e26;
      int e1 = x0 - x4 + d26;
      int e2 = x0 - x4 - d26;

      int s53 = x5 + x3;
      int d53 = x5 - x3;
      int s17 = x1 + x7;
      int d17 = x1 - x7;
      int o7 = s17 + s53;
      int turn = times(d53 + d17, C1_848);
      int o6 = times(d53, -C1_613) - d53 + turn - o7;
      int o5 = times(s17 - s53, SQRT_2) - o6;
      int o4 = times(d17, C1_082) - turn + o5;

      samples[to] = sample(e0 + o7);
      samples[to + 1] = sample(e1 + o6);
      samples[to + 2] = sample(e2 + o5);
      samples[to + 3] = sample(e3 - o4);
      samples[to + 4] = sample(e3 + o4);
      samples[to + 5] = sample(e2 - o5);
      samples[to + 6] = sample(e1 - o6);
      samples[to + 7] = sample(e0 - o7);
      to += stride;
    }
  }
}
