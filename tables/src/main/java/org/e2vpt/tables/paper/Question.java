package org.e2vpt.tables.paper;

import java.util.List;

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

  static Question parse(CsvLine line) {
    return new Question(line.text("row"), line.text("other"), line.text("question"));
  }
}
