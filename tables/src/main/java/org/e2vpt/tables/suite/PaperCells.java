package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;

/**
 * The cells of a table that a user asked for.
 *
 * @param printed each as the paper prints it
 * @param asked each with those of its tasks that were asked for; of as many and in the same order
 */
record PaperCells(ImmutableList<PrintedCell> printed, ImmutableList<AskedCell> asked) {

  /**
   * Those that the filters leave.
   *
   * @throws IllegalArgumentException naming what the table has not got, and what it has, or if no
   *     cell is left
   */
  static PaperCells of(String table, PaperSettings settings) throws IOException {
    Map<String, String> filters = settings.filters();
    PrintedTable whole = PrintedTable.load(table);
    List<PaperTask> tasks = PaperTask.load();
    List<PaperTask> ofTable =
        tasks.stream()
            .filter(t -> whole.cells().stream().anyMatch(cell -> cell.tasks().contains(t.id())))
            .toList();
    String of = " of " + table;
    List<String> rows = Choices.some(filters.get("rows"), "rows", of, whole.rows());
    List<String> groups =
        Choices.some(
            filters.get("groups"),
            "groups",
            of,
            ofTable.stream().map(task -> task.group().title()).distinct().toList());
    List<String> named =
        Choices.some(
            filters.get("tasks"), "tasks", of, ofTable.stream().map(PaperTask::id).toList());
    List<String> left =
        ofTable.stream()
            .filter(task -> groups.contains(task.group().title()))
            .map(PaperTask::id)
            .filter(named::contains)
            .toList();
    ImmutableList.Builder<PrintedCell> printed = ImmutableList.builder();
    ImmutableList.Builder<AskedCell> asked = ImmutableList.builder();
    for (PrintedCell cell : whole.cells()) {
      ImmutableList<String> ofCell =
          cell.tasks().stream().filter(left::contains).collect(ImmutableList.toImmutableList());
      if (rows.contains(cell.row()) && !ofCell.isEmpty()) {
        printed.add(cell);
        asked.add(
            new AskedCell(
                table,
                cell.row(),
                cell.title(),
                cell.column(),
                ofCell,
                settings.seeds().size(),
                settings.plan().budget().word()));
      }
    }
    PaperCells cells = new PaperCells(printed.build(), asked.build());
    if (cells.asked.isEmpty()) {
      throw new IllegalArgumentException(
          "no cell of %s is left by %s".formatted(table, ImmutableMap.copyOf(filters)));
    }
    return cells;
  }
}
