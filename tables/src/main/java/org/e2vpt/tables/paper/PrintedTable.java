package org.e2vpt.tables.paper;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.e2vpt.harness.names.Names;

/**
 * A table of the paper as it is printed. Figures 3 and 4 are some too: of the latter the text
 * prints four points, of the former nothing but what it shows.
 *
 * @param id such as {@code table1}
 * @param cells row by row, each row's columns in the paper's order
 */
public record PrintedTable(String id, ImmutableList<PrintedCell> cells) {

  /** Its cells are models of Table 1, on single tasks; it prints no number of theirs. */
  public static final String FIGURE3 = "figure3";

  /** All of them, in the paper's order. */
  public static final ImmutableList<String> IDS =
      ImmutableList.of("table1", "table2", "table3", "table4", "table5", FIGURE3, "figure4");

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  public static PrintedTable load(String id) throws IOException {
    if (!IDS.contains(id)) {
      throw new IllegalArgumentException(
          "the paper has no table '%s'; it has %s%s"
              .formatted(id, String.join(", ", IDS), Names.didYouMean(id, IDS)));
    }
    String file = id + ".csv";
    List<PaperTask> tasks = PaperTask.load();
    try (Reader reader = Resources.open(file, "the build is broken")) {
      return new PrintedTable(id, csv(id, tasks).read(reader, file));
    }
  }

  /** As the paper names it, such as {@code Table 1}. */
  public String title() {
    return title(id);
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

  /** A table's id as the paper names it: {@code figure4} is {@code Figure 4}. Others stay. */
  public static String title(String id) {
    return id.replaceFirst("^table(\\d)$", "Table $1").replaceFirst("^figure(\\d)$", "Figure $1");
  }

  private static CsvTable<PrintedCell> csv(String id, List<PaperTask> tasks) {
    return new CsvTable<>(
        ImmutableMap.<String, Function<PrintedCell, String>>builder()
            .put("row", PrintedCell::row)
            .put("title", PrintedCell::title)
            .put("cited", PrintedCell::cited)
            .put("backbone", PrintedCell::backbone)
            .put("ticks", cell -> Joiner.on(' ').join(cell.ticks()))
            .put("column", PrintedCell::column)
            .put("accuracy", cell -> Printed.text(cell.accuracy()))
            .put("wins_full", cell -> Printed.text(cell.winsOverFull()))
            .put("wins_vpt", cell -> Printed.text(cell.winsOverVpt()))
            .put("tuned_share", cell -> Printed.text(cell.tunedShare()))
            .put("pruning", cell -> Printed.text(cell.pruning()))
            .put("place", PrintedCell::place)
            .put("note", PrintedCell::note)
            .buildOrThrow(),
        line ->
            new PrintedCell(
                id,
                line.text("row"),
                line.text("title"),
                line.text("cited"),
                line.text("backbone"),
                ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(line.text("ticks"))),
                line.text("column"),
                line.parse("column", "a group or a task", column -> tasksOf(column, tasks)),
                Printed.ifAny(line, "accuracy"),
                Printed.ifAny(line, "wins_full"),
                Printed.ifAny(line, "wins_vpt"),
                Printed.ifAny(line, "tuned_share"),
                Printed.ifAny(line, "pruning"),
                line.text("place"),
                line.text("note")));
  }

  /** The tasks of a column: those of a group, or a single one. */
  private static ImmutableList<String> tasksOf(String column, List<PaperTask> tasks) {
    ImmutableList<String> found =
        tasks.stream()
            .filter(task -> task.group().title().equals(column) || task.id().equals(column))
            .map(PaperTask::id)
            .collect(ImmutableList.toImmutableList());
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no task");
    }
    return found;
  }
}
