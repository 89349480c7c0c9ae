package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.e2vpt.tables.paper.CsvFile;

/**
 * A known reason why a measured number may differ from the printed one: a line of {@code
 * causes.csv}.
 *
 * @param id its name
 * @param heldTo the origin of the number that the cell is held to, {@code printed} or {@code
 *     recorded}
 * @param condition what a cell's own record must show
 * @param argument of the condition; what it means, the condition says
 * @param text the reason, in a sentence or two
 * @param source who says so
 */
record Cause(
    String id, String heldTo, Condition condition, String argument, String text, String source) {

  private static final String FILE = "causes.csv";

  /** The words of {@link org.e2vpt.tables.paper.Cell#origin}. */
  private static final ImmutableList<String> ORIGINS = ImmutableList.of("printed", "recorded");

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("id", "held_to", "condition", "argument", "text", "source");

  Cause {
    condition.requireArgument(argument);
    if (!ORIGINS.contains(heldTo)) {
      throw new IllegalArgumentException(
          "held_to must be one of %s, got '%s'".formatted(String.join(", ", ORIGINS), heldTo));
    }
    if (text.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException(
          "a cause has a text and a source, got '%s' from '%s'".formatted(text, source));
    }
  }

  /** All that are known, in the order to be shown. */
  static ImmutableList<Cause> load() throws IOException {
    try (Reader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Cause.class.getResourceAsStream(FILE), FILE),
                StandardCharsets.UTF_8))) {
      return read(reader, FILE);
    }
  }

  static ImmutableList<Cause> read(Reader reader, String name) throws IOException {
    return CsvFile.read(
        reader,
        name,
        COLUMNS,
        line ->
            new Cause(
                line.text("id"),
                line.text("held_to"),
                line.parse("condition", Condition.choice(), Condition::parse),
                line.text("argument"),
                line.text("text"),
                line.text("source")));
  }

  /** Whether a cell's record shows it. */
  boolean fits(Evidence evidence) {
    return heldTo.equals(evidence.cell().origin()) && condition.holds(argument, evidence);
  }
}
