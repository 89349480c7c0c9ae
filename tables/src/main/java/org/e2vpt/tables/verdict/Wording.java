package org.e2vpt.tables.verdict;

import java.util.Locale;

/** Numbers in sentences. */
public final class Wording {

  private Wording() {}

  static String points(double value) {
    return decimals(value, 2);
  }

  /** With its sign, also if that is +. */
  static String signed(double value) {
    String text = points(value);
    return value > 0 && !text.matches("[0.]+") ? "+" + text : text;
  }

  static String decimals(double value, int places) {
    String text = String.format(Locale.ROOT, "%." + places + "f", value);
    return text.matches("-[0.]+") ? text.substring(1) : text.replace('-', '−');
  }

  /** A probability with two significant digits: {@code p = 0.034}, {@code p < 0.0001}. */
  public static String p(double value) {
    if (value < 1e-4) {
      return "p < 0.0001";
    }
    int places = value >= 0.1 ? 2 : 1 - (int) Math.floor(Math.log10(value));
    return "p = " + decimals(value, places);
  }

  /** Such as {@code with a standard error of 0.31 and 9.1 degrees of freedom}. */
  static String error(StandardError error) {
    return "with a standard error of %s and %s degrees of freedom"
        .formatted(points(error.value()), decimals(error.degreesOfFreedom(), 1));
  }

  /** Such as {@code p = 0.01, after Holm's correction for 36 cells p = 0.24}. */
  static String holm(double p, double adjusted, int family, String kind) {
    return Double.isNaN(adjusted) || family == 1
        ? p(p)
        : "%s, after Holm's correction for %s %s %s".formatted(p(p), family, kind, p(adjusted));
  }
}
