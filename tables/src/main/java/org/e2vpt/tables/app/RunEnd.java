package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.report.Report;

/**
 * The last lines of a run.
 *
 * @param cells of the table
 * @param answer the counts of their verdicts
 * @param took from the start of the run to its end
 * @param page the report
 */
public record RunEnd(ImmutableList<Cell> cells, String answer, Duration took, Path page) {

  /**
   * Of a run that has written its files.
   *
   * @param started when it began
   */
  public static RunEnd of(TableRun run, Instant started) throws IOException {
    return new RunEnd(
        CellTable.read(run.directory().resolve("cells.csv")),
        Report.tally(run.config().papers(), run.directory()).sentence(),
        Duration.between(started, Instant.now()),
        run.directory().resolve("index.html"));
  }

  /**
   * Counts, time and the report's place. On GitHub, an annotation comes before them for each cell
   * that fails, as an error, and for each that is not settled, as a warning.
   *
   * @param environment of this process
   */
  public ImmutableList<String> lines(Map<String, String> environment) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    if ("true".equals(environment.get("GITHUB_ACTIONS"))) {
      cells.stream().map(RunEnd::annotation).flatMap(List::stream).forEach(lines::add);
    }
    lines.add(answer);
    lines.add(
        String.format(
            Locale.ROOT,
            "Took %d min %02d s. Report: %s",
            took.toMinutes(),
            took.toSecondsPart(),
            page));
    return lines.build();
  }

  private static List<String> annotation(Cell cell) {
    if (cell.passes() || cell.isNotCompared()) {
      return List.of();
    }
    return List.of(
        "::%s title=%s::%s"
            .formatted(
                cell.fails() ? "error" : "warning",
                escaped(cell.name()).replace(",", "%2C").replace(":", "%3A"),
                escaped(cell.sentence())));
  }

  /** What GitHub reads as the end of a line or as an escape. */
  private static String escaped(String words) {
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }
}
