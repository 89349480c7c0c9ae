package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Why cells have no number: {@code reasons.csv}.
 *
 * @param lines in the order of the tables
 */
public record Reasons(ImmutableList<Reason> lines) {

  /** The file's name in the directory of a run. */
  public static final String FILE = "reasons.csv";

  /** What kept a cell from its number. */
  public enum Kind {
    /** Something of it failed: the cell's test fails. */
    BLOCKED,
    /** Something of it has not been run yet: the cell's test is skipped. */
    MISSING,
    /** It was not tried, as this machine lacks something: the cell's test is skipped. */
    NOT_RUN;

    /** As in the file and in reports: {@code not run}. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * One reason.
   *
   * @param table id of the table with its paper's
   * @param row id of the row
   * @param place the task; of what was not tried, the column
   * @param text in a sentence
   */
  public record Reason(Kind kind, String table, String row, String place, String text) {}

  private static final CsvTable<Reason> CSV =
      new CsvTable<>(
          ImmutableMap.<String, Function<Reason, String>>of(
              "kind",
              reason -> reason.kind().words(),
              "table",
              Reason::table,
              "row",
              Reason::row,
              "place",
              Reason::place,
              "reason",
              Reason::text),
          line ->
              new Reason(
                  line.parse("kind", "blocked, missing or not run", Reasons::kind),
                  line.text("table"),
                  line.text("row"),
                  line.text("place"),
                  line.text("reason")));

  private static Kind kind(String words) {
    return Stream.of(Kind.values())
        .filter(kind -> kind.words().equals(words))
        .findFirst()
        .orElseThrow(IllegalArgumentException::new);
  }

  /** The reasons of a run; none if it has no such file. */
  public static Reasons read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    return new Reasons(Files.exists(file) ? CSV.read(file) : ImmutableList.of());
  }

  /** Writes the file, as a whole or not at all. */
  public void write(Path directory) throws IOException {
    CSV.write(directory.resolve(FILE), lines);
  }

  /** Those of a kind. */
  public ImmutableList<Reason> of(Kind kind) {
    return lines.stream()
        .filter(reason -> reason.kind == kind)
        .collect(ImmutableList.toImmutableList());
  }

  /** Why a cell was not run though nothing failed, or empty. */
  public Optional<String> notRun(AskedCell cell) {
    return find(cell, Kind.NOT_RUN, cell.column()::equals)
        .or(() -> find(cell, Kind.MISSING, cell.tasks()::contains));
  }

  /** What failed of a cell, or empty. */
  public Optional<String> blocked(AskedCell cell) {
    return find(cell, Kind.BLOCKED, cell.tasks()::contains);
  }

  private Optional<String> find(AskedCell cell, Kind kind, Predicate<String> place) {
    return lines.stream()
        .filter(reason -> reason.kind == kind)
        .filter(reason -> reason.table.equals(cell.table()) && reason.row.equals(cell.row()))
        .filter(reason -> place.test(reason.place))
        .map(Reason::text)
        .findFirst();
  }
}
