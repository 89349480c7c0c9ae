package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.List;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.PrintedTable;

/** The paper's figures, drawn from what a run measured, and when it did so. */
final class Figures {

  private Figures() {}

  /**
   * Those that the run has something for, in the paper's order, and last the timeline.
   *
   * @param columns of the tables, in order
   * @param rows of all tables
   */
  static ImmutableList<Figure> of(Results results, List<String> columns, List<PageRow> rows)
      throws IOException {
    ImmutableList.Builder<Figure> figures = ImmutableList.builder();
    String first =
        results.cells().stream()
            .map(cell -> cell.asked().table())
            .filter(table -> !HeatMap.draws(table) && !table.equals(PrintedTable.FIGURE3))
            .findFirst()
            .orElse("");
    List<PageRow> ofFirst =
        rows.stream().filter(row -> row.cells().get(0).asked().table().equals(first)).toList();
    for (String column : columns) {
      SharePlot.of(column, ofFirst).ifPresent(figures::add);
    }
    List<String> tasks =
        results.disks().stream().map(disk -> disk.run().task()).distinct().toList();
    for (String task : tasks) {
      DiskPlot.of(
              task,
              results.disks().stream().filter(disk -> disk.run().task().equals(task)).toList(),
              results.runs())
          .ifPresent(figures::add);
    }
    List<String> grids =
        results.cells().stream()
            .map(cell -> cell.asked().table())
            .filter(HeatMap::draws)
            .distinct()
            .toList();
    for (String grid : grids) {
      List<String> ofGrid =
          results.cells().stream()
              .filter(cell -> cell.asked().table().equals(grid))
              .map(cell -> cell.asked().column())
              .distinct()
              .toList();
      for (String column : ofGrid) {
        HeatMap.of(grid, column, cells(results, grid, column)).ifPresent(figures::add);
      }
    }
    TimelinePlot.of(results.times()).ifPresent(figures::add);
    return figures.build();
  }

  private static List<Cell> cells(Results results, String table, String column) {
    return results.cells().stream()
        .filter(cell -> cell.asked().table().equals(table) && cell.asked().column().equals(column))
        .toList();
  }
}
