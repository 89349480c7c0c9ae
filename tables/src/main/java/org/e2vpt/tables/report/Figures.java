package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.PaperFigure;
import org.e2vpt.tables.paper.PaperFigure.Kind;
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
    for (PrintedTable table : results.printed()) {
      List<PageRow> ofTable =
          rows.stream()
              .filter(row -> row.cells().get(0).asked().table().equals(table.id().toString()))
              .toList();
      drawn(results, Kind.SHARES, table)
          .forEach(
              figure ->
                  columns.forEach(
                      column ->
                          SharePlot.of(figure.title(), column, ofTable).ifPresent(figures::add)));
    }
    List<String> tasks =
        results.disks().stream().map(disk -> disk.run().task()).distinct().toList();
    for (String task : tasks) {
      DiskPlot.of(
              diskTitle(results),
              task,
              results.disks().stream().filter(disk -> disk.run().task().equals(task)).toList(),
              results.runs())
          .ifPresent(figures::add);
    }
    for (PrintedTable table : results.printed()) {
      drawn(results, Kind.HEATMAP, table)
          .forEach(
              figure ->
                  table
                      .columns()
                      .forEach(
                          column ->
                              HeatMap.of(figure, table, column, results.cells())
                                  .ifPresent(figures::add)));
    }
    TimelinePlot.of(results.times()).ifPresent(figures::add);
    return figures.build();
  }

  private static Stream<PaperFigure> drawn(Results results, Kind kind, PrintedTable table) {
    return results.paper().figures(kind, table.id().table());
  }

  private static String diskTitle(Results results) {
    return results.printed().stream()
        .flatMap(table -> drawn(results, Kind.DISK, table))
        .map(PaperFigure::title)
        .findFirst()
        .orElse("Embedding");
  }
}
