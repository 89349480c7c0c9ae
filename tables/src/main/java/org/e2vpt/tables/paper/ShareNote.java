package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSetMultimap;
import java.util.List;

/**
 * What a printed share of tuned numbers is thought to be made of: a line of {@code shares.csv}.
 *
 * @param table id of the table
 * @param row id of the row
 * @param column where the share of one task is printed, the task; empty where one is printed for
 *     all tasks of the row
 * @param options of the method beside the row's own; {@code visual=released} is the task's own
 *     length in the released commands, {@code preset=released} all choices of that preset
 * @param free what the paper leaves open: {@code visual}, {@code kv}, {@code prompts} or {@code
 *     bottleneck}; empty if nothing
 * @param candidates values of it that the paper says it tried; none if tasks may differ
 * @param note what else there is to know
 */
public record ShareNote(
    String table,
    String row,
    String column,
    ImmutableMap<String, String> options,
    String free,
    ImmutableList<String> candidates,
    String note) {

  static final String FILE = "shares.csv";

  static final List<String> COLUMNS =
      List.of("table", "row", "column", "options", "free", "candidates", "note");

  /**
   * Reads a line.
   *
   * @param rows ids of the rows that each of the paper's tables has
   */
  static ShareNote parse(CsvLine line, ImmutableSetMultimap<String, String> rows) {
    String table = line.oneOf("table", "a table of rows.csv", rows.keySet());
    return new ShareNote(
        table,
        line.oneOf("row", "a row of rows.csv", rows.get(table)),
        line.text("column"),
        ImmutableMap.copyOf(line.options("options")),
        line.text("free"),
        line.words("candidates"),
        line.text("note"));
  }
}
