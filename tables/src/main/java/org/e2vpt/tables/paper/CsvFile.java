package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.io.CharStreams;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.text.SpreadsheetText;

/**
 * Reads and writes CSV: UTF-8, {@code \n}, a header, no blank line, no line break in a field. What
 * a spreadsheet saves is read, too: with a byte order mark, and {@code \r\n}.
 */
public final class CsvFile {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setRecordSeparator('\n').setIgnoreEmptyLines(false).get();

  private CsvFile() {}

  /**
   * Reads a file.
   *
   * @param columns the header, exactly
   * @param parser makes a value of one line; its IllegalArgumentException gets file and line
   * @throws IllegalArgumentException such as {@code cells.csv:3: column 'n': expected …}
   */
  public static <T> ImmutableList<T> read(
      Path file, List<String> columns, Function<CsvLine, T> parser) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return read(reader, file.toString(), columns, parser);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": not a text in UTF-8", e);
    }
  }

  /** Like {@link #read(Path, List, Function)}; {@code name} stands for the file in errors. */
  public static <T> ImmutableList<T> read(
      Reader reader, String name, List<String> columns, Function<CsvLine, T> parser)
      throws IOException {
    CSVFormat format = FORMAT.builder().setHeader(columns.toArray(String[]::new)).get();
    String text = CharStreams.toString(reader);
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    requireWhole(text, name);
    ImmutableList.Builder<T> values = ImmutableList.builder();
    try (CSVParser lines = CSVParser.parse(new StringReader(text), format)) {
      long number = 0;
      for (CSVRecord line : lines) {
        number++;
        try {
          if (number == 1) {
            checkHeader(line, columns);
          } else {
            checkLength(line, columns);
            values.add(parser.apply(new CsvLine(line)));
          }
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(name + ":" + number + ": " + e.getMessage(), e);
        }
      }
      if (number == 0) {
        throw new IllegalArgumentException(
            name + ": empty, expected a first line " + String.join(",", columns));
      }
    } catch (UncheckedIOException e) { // what is between quotes, commons-csv reads as it goes
      throw new IllegalArgumentException(
          name + ": a quote is wrong: " + String.valueOf(e.getCause()), e);
    }
    return values.build();
  }

  /** A torn last line may well read as one with a shorter last number. */
  private static void requireWhole(String text, String name) {
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s:%d: the last line is incomplete, it does not end with a line break; write the file"
                  + " again",
              name,
              text.lines().count()));
    }
  }

  /** Writes a file as a whole or not at all: a temporary file beside it takes its place. */
  public static void write(Path file, List<String> columns, List<? extends List<String>> lines)
      throws IOException {
    StringBuilder text = new StringBuilder();
    print(text, file.toString(), columns, lines);
    WholeFile.write(file, text.toString());
  }

  /** Prints a file; {@code name} stands for it in errors. */
  public static void print(
      Appendable out, String name, List<String> columns, List<? extends List<String>> lines)
      throws IOException {
    CSVPrinter printer = new CSVPrinter(out, FORMAT);
    printer.printRecord(columns);
    for (List<String> line : lines) {
      for (String field : line) {
        if (field.contains("\n") || field.contains("\r")) {
          throw new IllegalArgumentException(
              "%s: a field must not hold a line break: '%s'".formatted(name, field));
        }
      }
      printer.printRecord(line.stream().map(SpreadsheetText::write).toList());
    }
  }

  /** A line without its line break. */
  public static String line(String... fields) {
    return FORMAT.format(Arrays.stream(fields).map(SpreadsheetText::write).toArray());
  }

  private static void checkHeader(CSVRecord line, List<String> columns) {
    if (!line.toList().equals(columns)) {
      boolean versioned = line.get(0).equals("schema") && columns.get(0).equals("schema");
      throw new IllegalArgumentException(
          "%sexpected the columns %s, got %s"
              .formatted(
                  versioned ? "another schema, use the program that wrote the file: " : "",
                  String.join(",", columns),
                  String.join(",", line.toList())));
    }
  }

  private static void checkLength(CSVRecord line, List<String> columns) {
    if (line.size() != columns.size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected %d fields, got %d", columns.size(), line.size()));
    }
  }
}
