package org.e2vpt.tables.paper;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers as the CSV files hold them: a fixed count of decimals, half up, no exponent, no -0. */
public final class Decimals {

  private Decimals() {}

  /** {@code value} as {@link #fixed} would print it; NaN stays NaN. */
  public static double round(double value, int places) {
    return Double.isNaN(value) ? Double.NaN : decimal(value, places).doubleValue();
  }

  /** Such as {@code 38.20}; NaN, a value that is not defined, is the empty string. */
  public static String fixed(double value, int places) {
    return Double.isNaN(value) ? "" : decimal(value, places).toPlainString();
  }

  /** A percentage, with two decimals as the paper prints it. */
  public static String percent(double value) {
    return fixed(value, 2);
  }

  private static BigDecimal decimal(double value, int places) {
    return BigDecimal.valueOf(value).setScale(places, RoundingMode.HALF_UP);
  }
}
