package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import java.util.List;
import java.util.Locale;

/**
 * Tasks on which a row's whole procedure is run several times, a line of {@code repeats.csv}: from
 * them a table learns how much two campaigns differ beyond their seeds.
 *
 * @param table name of the table in its paper
 * @param row id of the row
 * @param tasks that are cheap
 * @param campaigns how many, the first among them
 * @param reason why these
 */
public record Repeats(
    String table, String row, ImmutableSet<String> tasks, int campaigns, String reason) {

  static final String FILE = "repeats.csv";

  static final List<String> COLUMNS = List.of("table", "row", "tasks", "campaigns", "reason");

  public Repeats {
    if (tasks.isEmpty() || campaigns < 2 || campaigns > Campaigns.MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected at least one task, and 2 to %d campaigns, got tasks %s and %d campaigns",
              Campaigns.MOST,
              tasks,
              campaigns));
    }
  }

  /**
   * Reads a line.
   *
   * @param rows ids of the rows that each of the paper's tables has
   */
  static Repeats parse(
      CsvLine line, ImmutableSetMultimap<String, String> rows, List<PaperTask> known) {
    String table = line.oneOf("table", "a table of rows.csv", rows.keySet());
    ImmutableList<String> ids =
        known.stream().map(PaperTask::id).collect(ImmutableList.toImmutableList());
    return new Repeats(
        table,
        line.oneOf("row", "a row of rows.csv", rows.get(table)),
        line.parse(
            "tasks",
            "tasks of tasks.csv",
            text -> {
              if (!ids.containsAll(line.words("tasks"))) {
                throw new IllegalArgumentException();
              }
              return ImmutableSet.copyOf(line.words("tasks"));
            }),
        line.integer("campaigns"),
        line.parse("reason", "why the procedure is repeated", Repeats::notEmpty));
  }

  private static String notEmpty(String reason) {
    if (reason.isEmpty()) {
      throw new IllegalArgumentException();
    }
    return reason;
  }

  /** The most campaigns that a line asks for; 1 if none does. */
  static int campaigns(List<Repeats> lines, PaperRow row, String task) {
    return lines.stream()
        .filter(line -> line.table.equals(row.table()) && line.row.equals(row.row()))
        .filter(line -> line.tasks.contains(task))
        .mapToInt(Repeats::campaigns)
        .max()
        .orElse(1);
  }
}
