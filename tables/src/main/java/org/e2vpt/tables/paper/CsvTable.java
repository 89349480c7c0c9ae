package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * How values of one type are written as lines of CSV, and read back.
 *
 * <p>Reading is strict: each field must be what writing the value that was read would give. So the
 * columns that follow from others (an interval, a verdict) cannot contradict them, and an edited
 * file is refused.
 *
 * @param columns each column's name and text, in the file's order
 * @param parser makes a value of the columns that do not follow from others
 */
record CsvTable<T>(ImmutableMap<String, Function<T, String>> columns, Function<CsvLine, T> parser) {

  ImmutableList<T> read(Path file) throws IOException {
    return CsvFile.read(file, header(), this::parse);
  }

  void write(Path file, List<T> values) throws IOException {
    CsvFile.write(
        file,
        header(),
        values.stream()
            .map(value -> columns.values().stream().map(c -> c.apply(value)).toList())
            .toList());
  }

  /** Refuses files of another version of the format; for a parser's first step. */
  static void requireSchema(CsvLine line, String schema) {
    if (!line.text("schema").equals(schema)) {
      throw new IllegalArgumentException(
          "schema %s, but this program reads schema %s: use the program that wrote the file"
              .formatted(line.text("schema"), schema));
    }
  }

  private ImmutableList<String> header() {
    return columns.keySet().asList();
  }

  private T parse(CsvLine line) {
    T value = parser.apply(line);
    columns.forEach(
        (column, text) -> {
          String expected = text.apply(value);
          if (!line.text(column).equals(expected)) {
            throw new IllegalArgumentException(
                "column '%s' says '%s', but the rest of the line gives '%s': was it edited?"
                    .formatted(column, line.text(column), expected));
          }
        });
    return value;
  }
}
