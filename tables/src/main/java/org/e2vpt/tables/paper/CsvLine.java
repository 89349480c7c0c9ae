package org.e2vpt.tables.paper;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.DateTimeException;
import java.util.Comparator;
import java.util.Set;
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

  /**
   * One of some names.
   *
   * @param expected what they are, in words
   */
  String oneOf(String column, String expected, Set<String> names) {
    return parse(
        column,
        expected,
        text -> {
          if (!names.contains(text)) {
            throw new IllegalArgumentException();
          }
          return text;
        });
  }

  /** One of some names, or nothing. */
  String oneOfIfAny(String column, String expected, Set<String> names) {
    return text(column).isEmpty() ? "" : oneOf(column, expected + ", or nothing", names);
  }

  /** Words that spaces separate; may be none. */
  public ImmutableList<String> words(String column) {
    return ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(text(column)));
  }

  /** Options of a method in the one form that all files have: {@code visual=50 kv=1}. */
  public ImmutableSortedMap<String, String> options(String column) {
    return parse(
        column,
        "options such as 'visual=50 kv=1'",
        text ->
            ImmutableSortedMap.copyOf(
                Splitter.on(' ').omitEmptyStrings().withKeyValueSeparator('=').split(text)));
  }

  /** Numbers in decimal digits that spaces separate, in their order. */
  public ImmutableSortedSet<Double> numbers(String column) {
    return words(column).stream()
        .map(word -> parse(column, "numbers", text -> PlainNumbers.decimal(word)))
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  /** Whole numbers that spaces separate, in their order. */
  public ImmutableSortedSet<Integer> integers(String column) {
    return words(column).stream()
        .map(word -> parse(column, "whole numbers", text -> PlainNumbers.integer(word)))
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  /** Whether it says yes; it says no otherwise. */
  public boolean yes(String column) {
    return parse(
        column,
        "yes or no",
        text -> {
          if (!text.equals("yes") && !text.equals("no")) {
            throw new IllegalArgumentException();
          }
          return text.equals("yes");
        });
  }

  private IllegalArgumentException expected(String column, String expected) {
    return new IllegalArgumentException(
        "column '%s': expected %s, got '%s'".formatted(column, expected, text(column)));
  }
}
