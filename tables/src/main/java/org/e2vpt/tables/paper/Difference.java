package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableSetMultimap;
import java.util.List;

/**
 * Something that a table runs otherwise than what it is compared with: a line of {@code
 * differences.csv}.
 *
 * @param preset that it is about; empty for all
 * @param table id of the table; empty for all
 * @param row id of the row; empty for all
 * @param column of the table; empty for all
 * @param difference in a sentence
 * @param source what it differs from
 * @param direction in which way it moves a number; empty if nobody knows
 */
public record Difference(
    String preset,
    String table,
    String row,
    String column,
    String difference,
    String source,
    String direction) {

  static final String FILE = "differences.csv";

  static final List<String> COLUMNS =
      List.of("preset", "table", "row", "column", "difference", "source", "direction");

  /**
   * Reads a line.
   *
   * @param rows ids of the rows that each of the paper's tables has
   */
  static Difference parse(CsvLine line, ImmutableSetMultimap<String, String> rows) {
    String table = line.oneOfIfAny("table", "a table of rows.csv", rows.keySet());
    return new Difference(
        line.text("preset"),
        table,
        line.oneOfIfAny("row", "a row of rows.csv", rows.get(table)),
        line.text("column"),
        line.text("difference"),
        line.text("source"),
        line.text("direction"));
  }

  public boolean isOf(String id) {
    return table.isEmpty() || table.equals(id);
  }

  /** The difference with its source and, if known, its direction. */
  public String words() {
    return "%s (%s)%s".formatted(difference, source, direction.isEmpty() ? "" : ": " + direction);
  }

  /** Where it applies: {@code sidetune}, {@code FGVC}, or both; or {@code every row}. */
  public String where() {
    String where = (row + " " + column).strip();
    return where.isEmpty() ? "every row" : where;
  }
}
