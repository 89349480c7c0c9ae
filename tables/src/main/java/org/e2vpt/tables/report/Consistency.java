package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.Summary;

/**
 * Whether the files of a run fit each other: every run has a cell and counts once, every cell
 * follows from its runs, and a table of the paper has no row or column that the paper has not.
 *
 * <p>A line's number is its place in the list, which leaves out the header.
 */
final class Consistency {

  private final Path cellFile;
  private final Path runFile;
  private final List<Cell> cells;
  private final List<Run> runs;

  Consistency(Path directory, List<Cell> cells, List<Run> runs) {
    this.cellFile = directory.resolve("cells.csv");
    this.runFile = directory.resolve("runs.csv");
    this.cells = cells;
    this.runs = runs;
  }

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException naming file and line of what does not fit
   */
  void require(ImmutableList<PrintedTable> printed) {
    for (int i = 0; i < cells.size(); i++) {
      requirePrinted(printed, cells.get(i).asked(), i);
    }
    requireCellsOnce();
    requireRunsOnce();
    for (int i = 0; i < cells.size(); i++) {
      requireMeasured(cells.get(i), i);
    }
  }

  private void requireCellsOnce() {
    Map<String, Integer> lines = new HashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      AskedCell asked = cells.get(i).asked();
      String place = "%s, row %s, column %s".formatted(asked.table(), asked.row(), asked.column());
      Integer first = lines.putIfAbsent(place, i);
      if (first != null) {
        throw wrong(
            cellFile,
            i,
            String.format(Locale.ROOT, "table %s is already in line %d", place, first + 2));
      }
    }
  }

  private void requireRunsOnce() {
    Map<String, Integer> lines = new HashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      Run run = runs.get(i);
      boolean known =
          cells.stream()
              .map(Cell::asked)
              .anyMatch(
                  asked ->
                      asked.table().equals(run.table())
                          && asked.row().equals(run.row())
                          && asked.tasks().contains(run.task()));
      if (!known) {
        throw wrong(
            runFile,
            i,
            "row '%s' of table '%s' on task '%s' has no cell in cells.csv"
                .formatted(run.row(), run.table(), run.task()));
      }
      String key =
          String.format(
              Locale.ROOT,
              "table %s, row %s, task %s, campaign %d, seed %d",
              run.table(),
              run.row(),
              run.task(),
              run.campaign(),
              run.seed());
      Integer first = lines.putIfAbsent(key, i);
      if (first != null) {
        throw wrong(
            runFile, i, String.format(Locale.ROOT, "%s is already in line %d", key, first + 2));
      }
    }
  }

  private void requirePrinted(List<PrintedTable> printed, AskedCell asked, int index) {
    for (PrintedTable table : printed) {
      if (table.id().toString().equals(asked.table())
          && table.cell(asked.row(), asked.column()).isEmpty()) {
        throw wrong(
            cellFile,
            index,
            "%s has no row '%s' with a column '%s'; its rows are %s, its columns %s"
                .formatted(
                    table.title(),
                    asked.row(),
                    asked.column(),
                    String.join(", ", table.rows()),
                    String.join(", ", table.columns())));
      }
    }
  }

  private void requireMeasured(Cell cell, int index) {
    Summary measured = Summary.of(Aggregation.seedMeans(cell.asked(), runs).values());
    if (!measured.equals(cell.measured())) {
      throw wrong(
          cellFile,
          index,
          "%s is %s here, but runs.csv gives %s: was it edited?"
              .formatted(cell.name(), cell.measured(), measured));
    }
  }

  static IllegalArgumentException wrong(Path file, int index, String message) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "%s:%d: %s", file, index + 2, message));
  }
}
