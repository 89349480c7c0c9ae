package org.e2vpt.harness.data;

/** A colour of three channels, 0..255; values outside are clamped. */
record Rgb(int red, int green, int blue) {

  Rgb {
    red = clamp(red);
    green = clamp(green);
    blue = clamp(blue);
  }

  /** This colour, lighter by {@code amount} in each channel; darker if it is negative. */
  Rgb lighter(int amount) {
    return new Rgb(red + amount, green + amount, blue + amount);
  }

  /** {@code part / whole} of {@code paint} over this colour, rounded. */
  Rgb under(Rgb paint, int part, int whole) {
    return new Rgb(
        mix(red, paint.red, part, whole),
        mix(green, paint.green, part, whole),
        mix(blue, paint.blue, part, whole));
  }

  /** How far apart the eye sees two colours: channel differences weighted as in luma, 0..255. */
  int contrast(Rgb other) {
    return (30 * Math.abs(red - other.red)
            + 59 * Math.abs(green - other.green)
            + 11 * Math.abs(blue - other.blue))
        / 100;
  }

  /** How far a colour is from grey, 0..255: its largest channel less its smallest. */
  int chroma() {
    return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
  }

  private static int mix(int below, int paint, int part, int whole) {
    return (below * (whole - part) + paint * part + whole / 2) / whole;
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
