package org.e2vpt.tables.paper;

import java.util.List;
import java.util.Optional;

/**
 * What a row reached on one task. The paper leaves that to an appendix that is not published with
 * it; other papers have printed these values since.
 *
 * @param table id of the table whose row it is
 * @param row id of the row; {@code adapter-256} and the like are variants of which no table says
 *     which one it prints
 * @param task id of the data set; of a row for which there is no method, which stands in no table
 *     here, also a column of the printed one
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

  static final String FILE = "per_task.csv";

  static final List<String> COLUMNS =
      List.of("table", "row", "task", "accuracy", "tuned_share", "note");

  static TaskValue parse(CsvLine line) {
    return new TaskValue(
        line.text("table"),
        line.text("row"),
        line.text("task"),
        line.parse("accuracy", "a number", Printed::new),
        Printed.ifAny(line, "tuned_share"),
        line.text("note"));
  }

  /**
   * Who printed a row's values: a line of {@code per_task_sources.csv}.
   *
   * @param source where
   * @param certainty how sure they are
   */
  public record Source(String table, String row, String source, String certainty) {

    static final String FILE = "per_task_sources.csv";

    static final List<String> COLUMNS = List.of("table", "row", "source", "certainty");

    static Source parse(CsvLine line) {
      return new Source(
          line.text("table"), line.text("row"), line.text("source"), line.text("certainty"));
    }
  }
}
