package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/**
 * What a row reached on one task. The paper leaves that to an appendix that is not published with
 * it; other papers have printed these values since.
 *
 * @param table id of the table whose row it is
 * @param row id of the row; {@code adapter-256} and the like are variants of which no table says
 *     which one it prints
 * @param task id of the data set
 * @param accuracy top-1, in percent
 * @param tunedShare tuned/total, in percent, if it was printed
 * @param note what else there is to know; may be empty
 */
public record TaskValue(
    String table,
    String row,
    String task,
    Printed accuracy,
    Optional<Printed> tunedShare,
    String note) {

  private static final CsvTable<TaskValue> CSV =
      new CsvTable<>(
          ImmutableMap.of(
              "table",
              TaskValue::table,
              "row",
              TaskValue::row,
              "task",
              TaskValue::task,
              "accuracy",
              value -> value.accuracy().text(),
              "tuned_share",
              value -> Printed.text(value.tunedShare()),
              "note",
              TaskValue::note),
          line ->
              new TaskValue(
                  line.text("table"),
                  line.text("row"),
                  line.text("task"),
                  line.parse("accuracy", "a number", Printed::new),
                  Printed.ifAny(line, "tuned_share"),
                  line.text("note")));

  private static final CsvTable<Source> SOURCES =
      new CsvTable<>(
          ImmutableMap.of(
              "table",
              Source::table,
              "row",
              Source::row,
              "source",
              Source::source,
              "certainty",
              Source::certainty),
          line ->
              new Source(
                  line.text("table"),
                  line.text("row"),
                  line.text("source"),
                  line.text("certainty")));

  /**
   * Who printed a row's values.
   *
   * @param source where
   * @param certainty how sure they are
   */
  public record Source(String table, String row, String source, String certainty) {}

  /** All values that are known. */
  public static ImmutableList<TaskValue> load() throws IOException {
    try (Reader reader = Resources.open("per_task.csv", "the build is broken")) {
      return CSV.read(reader, "per_task.csv");
    }
  }

  /** The source of each row that has values. */
  public static ImmutableList<Source> sources() throws IOException {
    try (Reader reader = Resources.open("per_task_sources.csv", "the build is broken")) {
      return SOURCES.read(reader, "per_task_sources.csv");
    }
  }
}
