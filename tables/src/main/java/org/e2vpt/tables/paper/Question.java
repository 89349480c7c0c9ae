package org.e2vpt.tables.paper;

import java.util.List;
import java.util.Set;

/**
 * A question about two rows that a report answers first: a line of {@code questions.csv}.
 *
 * @param row id of the row that it is about
 * @param other id of the row to compare it with
 * @param question for people
 */
public record Question(String row, String other, String question) {

  static final String FILE = "questions.csv";

  static final List<String> COLUMNS = List.of("row", "other", "question");

  /**
   * Reads a line.
   *
   * @param rows ids of those that the paper's tables have
   */
  static Question parse(CsvLine line, Set<String> rows) {
    return new Question(
        line.oneOf("row", "a row of rows.csv", rows),
        line.oneOf("other", "a row of rows.csv", rows),
        line.text("question"));
  }
}
