package org.e2vpt.harness.text;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Numbers as this program's CSV files have them: decimal digits, a minus and a point, and nothing
 * else. Java itself also reads {@code 0x1p3}, {@code 1e5d}, {@code +5}, {@code Infinity} and other
 * scripts' digits, none of which this program ever writes.
 */
public final class PlainNumbers {

  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]*)");

  private PlainNumbers() {}

  /**
   * A finite number such as {@code -0.25}.
   *
   * @throws IllegalArgumentException quoting what is none
   */
  public static double decimal(String text) {
    double value = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "expected a decimal number such as 12.5, got '%s'".formatted(text));
    }
    return value;
  }

  /**
   * A whole number, which may be negative.
   *
   * @throws IllegalArgumentException quoting what is none, or is no {@code int}
   */
  public static int integer(String text) {
    long value = whole(text, "a whole number");
    if (value != (int) value) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a whole number of at most %d, got '%s'",
              Integer.MAX_VALUE,
              text));
    }
    return (int) value;
  }

  /**
   * A whole number that is not negative.
   *
   * @throws IllegalArgumentException quoting what is none
   */
  public static long count(String text) {
    long value = whole(text, "a count, 0 or more");
    if (value < 0) {
      throw new IllegalArgumentException("expected a count, 0 or more, got '%s'".formatted(text));
    }
    return value;
  }

  private static long whole(String text, String expected) {
    if (INTEGER.matcher(text).matches()) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        // too large: refused below
      }
    }
    throw new IllegalArgumentException("expected %s, got '%s'".formatted(expected, text));
  }
}
