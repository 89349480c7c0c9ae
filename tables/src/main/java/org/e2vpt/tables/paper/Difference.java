package org.e2vpt.tables.paper;

import java.util.List;

/**
 * Something that a table runs otherwise than what it is held to: a line of {@code differences.csv}.
 *
 * @param preset that it is about; empty for all
 * @param table id of the table; empty for all
 * @param row id of the row; empty for all
 * @param column of the table; empty for all
 * @param difference in a sentence
 * @param source what it differs from
 */
public record Difference(
    String preset, String table, String row, String column, String difference, String source) {

  static final String FILE = "differences.csv";

  static final List<String> COLUMNS =
      List.of("preset", "table", "row", "column", "difference", "source");

  static Difference parse(CsvLine line) {
    return new Difference(
        line.text("preset"),
        line.text("table"),
        line.text("row"),
        line.text("column"),
        line.text("difference"),
        line.text("source"));
  }

  public boolean isOf(String id) {
    return table.isEmpty() || table.equals(id);
  }

  /** Where it applies: {@code sidetune}, {@code FGVC}, or both; or {@code every row}. */
  public String where() {
    String where = (row + " " + column).strip();
    return where.isEmpty() ? "every row" : where;
  }
}
