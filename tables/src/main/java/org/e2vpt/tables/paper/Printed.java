package org.e2vpt.tables.paper;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A number as the paper prints it: its last digit says how far it was rounded.
 *
 * @param text such as {@code 50.00}, without a percent sign
 */
public record Printed(String text) {

  /**
   * A number that is written plainly.
   *
   * @throws IllegalArgumentException if it is none
   */
  public Printed {
    if (!new BigDecimal(text).toPlainString().equals(text)) {
      throw new IllegalArgumentException("'%s' is not written plainly".formatted(text));
    }
  }

  /** The number in a column, if it holds one. */
  static Optional<Printed> ifAny(CsvLine line, String column) {
    return line.text(column).isEmpty()
        ? Optional.empty()
        : Optional.of(line.parse(column, "a number", Printed::new));
  }

  /** Its value. */
  public double value() {
    return Double.parseDouble(text);
  }

  /** How many decimals it has. */
  public int decimals() {
    return new BigDecimal(text).scale();
  }

  /** Half of the last printed digit: what rounding may have taken or added. */
  public double rounding() {
    return new BigDecimal(text).ulp().doubleValue() / 2;
  }

  /** Whether {@code value} would be printed like this. */
  public boolean prints(double value) {
    return Decimals.fixed(value, decimals()).equals(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
