package org.e2vpt.tables.verdict.cases;

import java.util.regex.Pattern;
import org.e2vpt.tables.paper.CsvLine;

/**
 * A number with six significant digits, such as {@code -0.0125}, {@code 7.5e-06} or {@code inf}.
 */
final class CaseNumber {

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  /** Fourth powers of larger ones are infinite before long, and nothing is measured in them. */
  private static final double LARGEST = 1e9;

  private CaseNumber() {}

  /** A number in a column that can be computed with. */
  static double finite(CsvLine line, String column) {
    double value = line.parse(column, "a number such as 12.5", text -> parse(text, false));
    return line.parse(
        column,
        "a number from -1e9 to 1e9",
        text -> {
          if (Math.abs(value) > LARGEST) {
            throw new IllegalArgumentException();
          }
          return value;
        });
  }

  /**
   * Infinity too.
   *
   * @throws IllegalArgumentException if the text is no number
   */
  static double orInfinite(String text) {
    return parse(text, true);
  }

  private static double parse(String text, boolean infinite) {
    if (infinite && text.equals("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    double value = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "expected a number such as 12.5, got '%s'".formatted(text));
    }
    return value;
  }
}
