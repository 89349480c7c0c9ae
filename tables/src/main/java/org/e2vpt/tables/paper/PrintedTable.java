package org.e2vpt.tables.paper;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.e2vpt.harness.text.PlainNumbers;

/**
 * A table of a paper as it is printed, or one of which runs are recorded. Figures whose models are
 * run are tables too, with or without printed numbers.
 *
 * @param id of the table
 * @param title as the paper names it, such as {@code Table 1}
 * @param about what it shows, in a sentence without a full stop
 * @param cells row by row, each row's columns in the paper's order
 */
public record PrintedTable(
    TableId id, String title, String about, ImmutableList<PrintedCell> cells) {

  static final String FILE = "tables.csv";

  static final List<String> FILE_COLUMNS = List.of("table", "title", "about");

  /** Of the file, in their order. */
  public static final List<String> COLUMNS =
      List.of(
          "row",
          "column",
          "tasks",
          "by_default",
          "accuracy",
          "wins",
          "tuned_share",
          "pruning",
          "place",
          "note");

  private static final String NONE = "none";

  static PrintedCell parse(
      CsvLine line, TableId table, ImmutableMap<String, PaperRow> rows, List<PaperTask> tasks) {
    PaperRow row =
        line.parse(
            "row",
            "a row of rows.csv",
            id -> Optional.ofNullable(rows.get(table.table() + "/" + id)).orElseThrow(wrong()));
    ImmutableList<String> ofCell =
        line.text("tasks").isEmpty()
            ? line.parse("column", "a group or a task of tasks.csv", text -> tasksOf(text, tasks))
            : line.parse(
                "tasks",
                "tasks of tasks.csv",
                text -> among(text, tasks.stream().map(PaperTask::id).toList()));
    return new PrintedCell(
        table,
        row,
        line.text("column"),
        ofCell,
        line.parse(
            "by_default", "some of the cell's tasks, or none", text -> byDefault(text, ofCell)),
        Printed.ifAny(line, "accuracy"),
        line.parse("wins", "counts by row, such as full=6", PrintedTable::wins),
        Printed.ifAny(line, "tuned_share"),
        Printed.ifAny(line, "pruning"),
        line.text("place"),
        line.text("note"));
  }

  private static java.util.function.Supplier<IllegalArgumentException> wrong() {
    return IllegalArgumentException::new;
  }

  /** The tasks of a column: those of a group, or a single one. */
  private static ImmutableList<String> tasksOf(String column, List<PaperTask> tasks) {
    Predicate<PaperTask> isIn =
        task -> task.group().title().equals(column) || task.id().equals(column);
    ImmutableList<String> found =
        tasks.stream().filter(isIn).map(PaperTask::id).collect(ImmutableList.toImmutableList());
    if (found.isEmpty()) {
      throw new IllegalArgumentException();
    }
    return found;
  }

  private static ImmutableList<String> byDefault(String text, ImmutableList<String> all) {
    if (text.isEmpty()) {
      return all;
    }
    return text.equals(NONE) ? ImmutableList.of() : among(text, all);
  }

  private static ImmutableList<String> among(String text, List<String> known) {
    ImmutableList<String> words = ImmutableList.copyOf(Splitter.on(' ').split(text));
    if (!known.containsAll(words)) {
      throw new IllegalArgumentException();
    }
    return words;
  }

  private static ImmutableMap<String, Integer> wins(String text) {
    return ImmutableMap.copyOf(
        Maps.transformValues(
            Splitter.on(' ').omitEmptyStrings().withKeyValueSeparator('=').split(text),
            PlainNumbers::integer));
  }

  /** Row ids in the order of the table. */
  public ImmutableList<String> rows() {
    return cells.stream().map(PrintedCell::row).distinct().collect(ImmutableList.toImmutableList());
  }

  /** Columns in the order of the table. */
  public ImmutableList<String> columns() {
    return cells.stream()
        .map(PrintedCell::column)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** The cell at a row and a column, if the table has it. */
  public Optional<PrintedCell> cell(String row, String column) {
    return cells.stream()
        .filter(cell -> cell.row().equals(row) && cell.column().equals(column))
        .findFirst();
  }
}
