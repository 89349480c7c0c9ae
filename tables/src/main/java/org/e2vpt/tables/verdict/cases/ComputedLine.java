package org.e2vpt.tables.verdict.cases;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Doubles;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was computed for one line of an expected file.
 *
 * @param key the case and the place, as they stand in the file
 * @param values by column: a Double, NaN if it is not defined, or a String
 */
record ComputedLine(ImmutableMap<String, String> key, ImmutableMap<String, Object> values) {

  /** Six digits are expected; a rounding error must not look like a difference. */
  private static final MathContext DIGITS = new MathContext(8);

  /** Collects a line. */
  static final class Builder {
    private final ImmutableMap<String, String> key;
    private final Map<String, Object> values = new LinkedHashMap<>();

    Builder(ImmutableMap<String, String> key) {
      this.key = key;
    }

    Builder number(String column, double value) {
      values.put(column, value);
      return this;
    }

    Builder text(String column, String value) {
      values.put(column, value);
      return this;
    }

    Builder count(String column, int value) {
      return text(column, Integer.toString(value));
    }

    ComputedLine build() {
      return new ComputedLine(key, ImmutableMap.copyOf(values));
    }
  }

  /** As the output shows a value. */
  static String show(Object value) {
    if (!(value instanceof Double number)) {
      return value.toString();
    }
    if (Double.isNaN(number)) {
      return "";
    }
    if (!Doubles.isFinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    BigDecimal rounded = BigDecimal.valueOf(number).round(DIGITS).stripTrailingZeros();
    return rounded.scale() < -8 || rounded.scale() > 14
        ? rounded.toString().replace('E', 'e')
        : rounded.toPlainString();
  }
}
