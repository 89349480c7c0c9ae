package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.paper.TableId;

/**
 * Words in lines below a header.
 *
 * @param title empty if the section's is enough
 * @param header a word for each column, none for the first
 * @param lines the name of each, and a word for each other column, which may be empty
 */
record FamilyNumbers(
    String title, ImmutableList<String> header, ImmutableList<ImmutableList<String>> lines) {

  /** A line of a name and a word for each of these. */
  static ImmutableList<String> line(
      String name, Collection<String> each, UnaryOperator<String> word) {
    return Stream.concat(Stream.of(name), each.stream().map(word)).collect(toImmutableList());
  }

  /** Lines that have some number, below the titles of the methods. */
  private static FamilyNumbers of(
      String title, FamilyRows rows, Stream<ImmutableList<String>> lines) {
    return new FamilyNumbers(
        title,
        ImmutableList.<String>builder().add("").addAll(rows.titles().values()).build(),
        lines
            .filter(line -> line.stream().skip(1).anyMatch(number -> !number.isEmpty()))
            .collect(toImmutableList()));
  }

  /** The accuracies that a paper prints of these methods, a table for each of its tables. */
  static Stream<FamilyNumbers> printed(Paper paper, Set<String> methods) {
    return paper.tables().values().stream()
        .flatMap(
            table ->
                FamilyRows.of(methods, titles(table)).stream()
                    .map(rows -> printed(paper, table, rows)));
  }

  /** The titles of a table's rows by their ids. */
  static ImmutableMap<String, String> titles(PrintedTable table) {
    return table.cells().stream()
        .collect(ImmutableMap.toImmutableMap(PrintedCell::row, PrintedCell::title, (a, b) -> a));
  }

  private static FamilyNumbers printed(Paper paper, PrintedTable table, FamilyRows rows) {
    Reference reference = paper.reference(table.id().table());
    Stream<ImmutableList<String>> columns =
        table.columns().stream()
            .map(column -> line(column, rows.rows().values(), row -> printed(table, row, column)));
    Stream<ImmutableList<String>> tasks =
        paper.tasks().stream()
            .map(PaperTask::id)
            .filter(task -> !table.columns().contains(task))
            .map(
                task ->
                    line(
                        task,
                        rows.rows().values(),
                        row -> words(reference.of(row, List.of(task)))));
    return of(
        "%s, %s".formatted(paper.info().name(), rows.heading(table.title())),
        rows,
        Stream.concat(columns, tasks));
  }

  private static String printed(PrintedTable table, String row, String column) {
    return table.cell(row, column).flatMap(PrintedCell::accuracy).map(Object::toString).orElse("");
  }

  /** The accuracies of a run's table: of each column, and of each task of those with several. */
  static Stream<FamilyNumbers> measured(Results results, PrintedTable table, Set<String> methods) {
    return FamilyRows.of(methods, measuredTitles(results, table.id().table())).stream()
        .map(rows -> measured(results, table, rows));
  }

  /** The titles of a run's rows of one table by their ids; of those that have a number. */
  static ImmutableMap<String, String> measuredTitles(Results results, String table) {
    return cells(results, table)
        .filter(cell -> cell.measured().n() > 0)
        .map(Cell::asked)
        .collect(ImmutableMap.toImmutableMap(AskedCell::row, AskedCell::title, (a, b) -> a));
  }

  private static Stream<Cell> cells(Results results, String table) {
    return results.cells().stream()
        .filter(cell -> TableId.parse(cell.asked().table()).table().equals(table));
  }

  private static FamilyNumbers measured(Results results, PrintedTable table, FamilyRows rows) {
    List<AskedCell> cells =
        cells(results, table.id().table())
            .map(Cell::asked)
            .filter(cell -> rows.rows().containsValue(cell.row()))
            .toList();
    List<ImmutableList<String>> lines = new ArrayList<>();
    for (String column : cells.stream().map(AskedCell::column).distinct().toList()) {
      List<AskedCell> own = cells.stream().filter(cell -> cell.column().equals(column)).toList();
      List<String> tasks = own.stream().flatMap(cell -> cell.tasks().stream()).distinct().toList();
      lines.add(
          line(
              Words.column(column, tasks),
              rows.rows().values(),
              row -> measured(results, own, row, tasks)));
      if (tasks.size() > 1) {
        tasks.forEach(
            task ->
                lines.add(
                    line(
                        task,
                        rows.rows().values(),
                        row -> measured(results, own, row, List.of(task)))));
      }
    }
    return of(rows.heading(table.title()), rows, lines.stream());
  }

  /** The mean over those of the tasks that a row was asked for. */
  private static String measured(
      Results results, List<AskedCell> cells, String row, List<String> tasks) {
    return cells.stream()
        .filter(cell -> cell.row().equals(row))
        .filter(cell -> cell.tasks().stream().anyMatch(tasks::contains))
        .findFirst()
        .map(cell -> cell.withTasks(cell.tasks().stream().filter(tasks::contains).toList()))
        .map(cell -> words(Summary.of(Aggregation.seedMeans(cell, results.runs()).values())))
        .orElse("");
  }

  private static String words(Summary summary) {
    return switch (summary.n()) {
      case 0 -> "";
      case 1 -> Decimals.percent(summary.mean());
      default -> summary.toString();
    };
  }

  /** The same under a title of its own. */
  FamilyNumbers untitled() {
    return new FamilyNumbers("", header, lines);
  }

  /**
   * Writes them as a table.
   *
   * @param left columns of words; the others are of numbers
   */
  void writeTo(MarkdownText text, int left) {
    if (!title.isEmpty()) {
      text.line("**" + MarkdownText.plain(title) + "**");
      text.line("");
    }
    text.header(header, left);
    lines.forEach(text::row);
    text.line("");
  }
}
