package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

  static Repeats parse(CsvLine line, Map<String, PaperRow> rows, List<PaperTask> known) {
    String table = line.text("table");
    ImmutableList<String> ids =
        known.stream().map(PaperTask::id).collect(ImmutableList.toImmutableList());
    if (rows.keySet().stream().noneMatch(key -> key.startsWith(table + "/"))) {
      throw new IllegalArgumentException(
          "column 'table': expected a table of rows.csv, got '%s'".formatted(table));
    }
    return new Repeats(
        table,
        line.parse("row", "a row of rows.csv", row -> among(row, table, rows)),
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

  private static String among(String row, String table, Map<String, PaperRow> rows) {
    if (!rows.containsKey(table + "/" + row)) {
      throw new IllegalArgumentException();
    }
    return row;
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
