package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
   * Those that the filters leave; there may be none.
   *
   * @throws IllegalArgumentException naming what none of the tables has that are asked for
   *     together, and what they have
   */
  static PaperCells of(String table, PaperSettings settings) throws IOException {
    Map<String, String> filters = settings.filters();
    ImmutableList<String> together = settings.together(table);
    List<PrintedCell> known = new ArrayList<>();
    for (String each : together) {
      known.addAll(PrintedTable.load(each).cells());
    }
    List<PaperTask> ofTables =
        PaperTask.load().stream()
            .filter(task -> known.stream().anyMatch(cell -> cell.tasks().contains(task.id())))
            .toList();
    String of = " of " + String.join(", ", together);
    List<String> rows =
        Choices.some(
            filters.get("rows"), "rows", of, distinct(known.stream().map(PrintedCell::row)));
    List<String> groups =
        Choices.some(
            filters.get("groups"),
            "groups",
            of,
            distinct(ofTables.stream().map(task -> task.group().title())));
    List<String> named =
        Choices.some(
            filters.get("tasks"), "tasks", of, ofTables.stream().map(PaperTask::id).toList());
    List<String> left =
        ofTables.stream()
            .filter(task -> groups.contains(task.group().title()))
            .map(PaperTask::id)
            .filter(named::contains)
            .toList();
    ImmutableList.Builder<PrintedCell> printed = ImmutableList.builder();
    ImmutableList.Builder<AskedCell> asked = ImmutableList.builder();
    for (PrintedCell cell : PrintedTable.load(table).cells()) {
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
    return new PaperCells(printed.build(), asked.build());
  }

  private static List<String> distinct(Stream<String> names) {
    return names.distinct().toList();
  }

  boolean isEmpty() {
    return asked.isEmpty();
  }

  /** What to say of a table of which the filters leave nothing. */
  static String noneOf(String table, PaperSettings settings) {
    return "no cell of %s is left by %s".formatted(table, settings.filters());
  }
}
