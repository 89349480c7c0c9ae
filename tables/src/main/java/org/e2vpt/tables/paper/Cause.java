package org.e2vpt.tables.paper;

import java.util.List;

/**
 * A known reason why a measured number may differ from its reference: a line of {@code causes.csv}.
 *
 * @param id its name
 * @param condition what a cell's own record must show, in a word
 * @param argument of the condition
 * @param text the reason, in a sentence or two
 * @param source who says so
 */
public record Cause(String id, String condition, String argument, String text, String source) {

  static final String FILE = "causes.csv";

  static final List<String> COLUMNS = List.of("id", "condition", "argument", "text", "source");

  public Cause {
    if (text.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException(
          "a cause has a text and a source, got '%s' from '%s'".formatted(text, source));
    }
  }

  static Cause parse(CsvLine line) {
    return new Cause(
        line.text("id"),
        line.text("condition"),
        line.text("argument"),
        line.text("text"),
        line.text("source"));
  }
}
