package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Multimaps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.e2vpt.harness.data.Group;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Run;

/**
 * What the report says, in the order in which it says it; HTML and Markdown only lay it out.
 *
 * @param table id of the first table, which names the run
 * @param tally the answer
 * @param note a word of caution from the provenance, or empty
 * @param columns of the tables
 * @param rows the rows of all tables
 * @param findings questions with their answers
 * @param figures the paper's figures that the run has something for
 * @param seedPlots one SVG a group
 * @param lossPlots for each row with learning curves, by its title, one SVG a task
 * @param provenance the remaining facts, in order
 */
record Page(
    String table,
    Tally tally,
    String note,
    ImmutableList<String> columns,
    ImmutableList<PageRow> rows,
    ImmutableList<Finding> findings,
    ImmutableList<Figure> figures,
    ImmutableList<String> seedPlots,
    ImmutableMap<String, ImmutableList<String>> lossPlots,
    ImmutableMap<String, String> provenance) {

  static Page of(Results results) throws IOException {
    ImmutableList<Cell> judged =
        results.cells().stream().filter(Page::isJudged).collect(ImmutableList.toImmutableList());
    ImmutableList<String> columns =
        judged.stream()
            .map(cell -> cell.asked().column())
            .distinct()
            .sorted(Comparator.comparing(Page::position))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<PageRow> rows = rows(judged, results.runs());
    Map<String, String> provenance = new LinkedHashMap<>(results.provenance().entries());
    String note = provenance.remove("note");
    return new Page(
        results.table(),
        Tally.of(judged),
        note == null ? "" : note,
        columns,
        rows,
        Finding.of(rows),
        Figures.of(results, columns),
        columns.stream()
            .map(column -> SeedPlot.svg(column, cells(rows, column), results.runs()))
            .collect(ImmutableList.toImmutableList()),
        lossPlots(rows, results),
        ImmutableMap.copyOf(provenance));
  }

  /** The rows of each table, by its id. */
  ImmutableListMultimap<String, PageRow> tables() {
    return Multimaps.index(rows, row -> row.cells().get(0).asked().table());
  }

  /** Groups in their order, before single tasks in the order of the cells. */
  private static int position(String column) {
    return Arrays.stream(Group.values())
        .filter(group -> group.title().equals(column))
        .findFirst()
        .map(Group::ordinal)
        .orElse(Group.values().length);
  }

  /** Which tasks a column's numbers are the mean of. */
  String tasks(String column) {
    return rows.stream()
        .flatMap(row -> row.cell(column).stream())
        .flatMap(cell -> cell.asked().tasks().stream())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static ImmutableMap<String, ImmutableList<String>> lossPlots(
      List<PageRow> rows, Results results) {
    ImmutableMap.Builder<String, ImmutableList<String>> plots = ImmutableMap.builder();
    for (PageRow row : rows) {
      ImmutableList<String> ofRow = LossPlot.svgs(row, rows, results.curves());
      if (!ofRow.isEmpty()) {
        plots.put(row.title(), ofRow);
      }
    }
    return plots.buildOrThrow();
  }

  /** A figure's cells that nothing is printed or recorded for are drawn, but not judged. */
  private static boolean isJudged(Cell cell) {
    return !HeatMap.draws(cell.asked().table()) || cell.reference().n() > 0;
  }

  private static ImmutableList<PageRow> rows(List<Cell> cells, List<Run> runs) {
    Map<String, List<Cell>> byRow = new LinkedHashMap<>();
    for (Cell cell : cells) {
      String row = cell.asked().table() + " " + cell.asked().row();
      byRow.computeIfAbsent(row, key -> new ArrayList<>()).add(cell);
    }
    return byRow.values().stream()
        .map(ofRow -> row(ofRow, runs))
        .collect(ImmutableList.toImmutableList());
  }

  private static PageRow row(List<Cell> cells, List<Run> runs) {
    AskedCell asked = cells.get(0).asked();
    return new PageRow(
        asked.row(),
        asked.title(),
        ImmutableList.copyOf(cells),
        Setting.of(
            runs.stream()
                .filter(run -> run.row().equals(asked.row()) && run.table().equals(asked.table()))
                .toList()));
  }

  private static List<Cell> cells(List<PageRow> rows, String column) {
    return rows.stream().flatMap(row -> row.cell(column).stream()).toList();
  }
}
