package org.e2vpt.tables.paper;

import java.time.DateTimeException;
import java.util.function.Function;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.text.PlainNumbers;
import org.e2vpt.harness.text.SpreadsheetText;

/**
 * One line of a CSV file, by column name.
 *
 * <p>What is wrong with a value is an {@link IllegalArgumentException} that names the column;
 * {@link CsvFile} puts the file and the line number in front.
 */
public final class CsvLine {

  private final CSVRecord line;

  CsvLine(CSVRecord line) {
    this.line = line;
  }

  /** The text as it stands; may be empty. */
  public String text(String column) {
    return SpreadsheetText.read(line.get(column));
  }

  /** A finite number in decimal digits, without an exponent. */
  public double number(String column) {
    return parse(column, "a number", PlainNumbers::decimal);
  }

  /** A finite number, or NaN for an empty field. */
  public double numberIfAny(String column) {
    return text(column).isEmpty() ? Double.NaN : number(column);
  }

  /** An int, which may be negative. */
  public int integer(String column) {
    return parse(column, "a whole number", PlainNumbers::integer);
  }

  /** A long, 0 or more. */
  public long count(String column) {
    return parse(column, "a count, 0 or more", PlainNumbers::count);
  }

  /**
   * A value of any type.
   *
   * @param expected what the column may hold, in words
   * @param parser may throw IllegalArgumentException or DateTimeException
   */
  public <T> T parse(String column, String expected, Function<String, T> parser) {
    try {
      return parser.apply(text(column));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalArgumentException(expected(column, expected).getMessage(), e);
    }
  }

  private IllegalArgumentException expected(String column, String expected) {
    return new IllegalArgumentException(
        "column '%s': expected %s, got '%s'".formatted(column, expected, text(column)));
  }
}
