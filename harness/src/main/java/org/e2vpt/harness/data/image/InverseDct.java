package org.e2vpt.harness.data.image;

/**
 * The inverse cosine transform of a block of 8x8 coefficients, in integers, and with the overflows
 * of libjpeg-turbo's vector instructions of x86-64: sums and differences have 16 bits.
 */
interface InverseDct {

  /**
   * What coefficients are multiplied with.
   *
   * @param quantisation 64 values, row by row
   */
  int[] multipliers(int[] quantisation);

  /**
   * Transforms a block.
   *
   * @param coefficients row by row, from {@code start} on
   * @param last number of the last one that may not be 0, in zigzag order
   * @param samples rows of {@code stride} samples, of which 8 are written from {@code corner} on
   */
  void transform(
      short[] coefficients,
      int start,
      int last,
      int[] multipliers,
      byte[] samples,
      int corner,
      int stride);

  /** Samples by the low bits of a sum without 128: clamped to -128 … 127, and counted from 0. */
  static byte[] clamped(int bits) {
    byte[] samples = new byte[1 << bits];
    for (int i = 0; i < samples.length; i++) {
      int signed = i << Integer.SIZE - bits >> Integer.SIZE - bits;
      samples[i] = (byte) (Math.max(-128, Math.min(127, signed)) + 128);
    }
    return samples;
  }
}
