package org.e2vpt.harness.checkpoint;

/** IEEE 754's binary16: a sign, 5 bits of exponent, 10 bits of fraction. */
final class Float16 {

  private static final int INFINITE = 0x1f;

  private Float16() {}

  /** The same number as float32, which can hold all of them. */
  static float toFloat(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == INFINITE) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else {
      magnitude = Math.scalb(0x400 + fraction, exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
