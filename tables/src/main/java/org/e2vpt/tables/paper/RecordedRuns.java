package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * Every single run that was recorded for a paper's tables, {@code recorded.csv}, and how it was
 * recorded, {@code recorded.provenance.csv} beside it.
 *
 * @param lines one for each row, task and seed of a table
 * @param provenance the recording's commit, device, hashes and command
 */
public record RecordedRuns(ImmutableList<Line> lines, Provenance provenance) {

  private static final String FILE = "recorded.csv";
  private static final String PROVENANCE = "recorded.provenance.csv";

  /** A run of a table. */
  public record Line(String table, Score score) {}

  private static final CsvTable<Line> CSV =
      new CsvTable<>(
          ImmutableMap.<String, Function<Line, String>>of(
              "table",
              Line::table,
              "row",
              line -> line.score().row(),
              "task",
              line -> line.score().task(),
              "seed",
              line -> Integer.toString(line.score().seed()),
              "accuracy",
              line -> Decimals.percent(line.score().accuracy())),
          line ->
              new Line(
                  line.text("table"),
                  new Score(
                      line.text("row"),
                      line.text("task"),
                      line.integer("seed"),
                      line.number("accuracy"))));

  /** Those in a paper's folder, if it has any. */
  static Optional<RecordedRuns> readIfAny(PaperFolder folder) throws IOException {
    return folder.has(FILE) ? Optional.of(read(folder.path())) : Optional.empty();
  }

  /**
   * Reads both files.
   *
   * @throws IllegalArgumentException naming file and line of what is wrong
   */
  public static RecordedRuns read(Path folder) throws IOException {
    return new RecordedRuns(
        CSV.read(folder.resolve(FILE)), Provenance.read(folder.resolve(PROVENANCE)));
  }

  /**
   * Writes both files.
   *
   * @return the file of the runs
   */
  public Path write(Path folder) throws IOException {
    CSV.write(folder.resolve(FILE), lines);
    provenance.write(folder.resolve(PROVENANCE));
    return folder.resolve(FILE);
  }

  /** What a table's cells are compared with. */
  RecordedReference of(String table) {
    return new RecordedReference(
        lines.stream()
            .filter(line -> line.table().equals(table))
            .map(Line::score)
            .collect(ImmutableList.toImmutableList()),
        provenance);
  }
}
