package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.report.Report;

/**
 * The last lines of a run.
 *
 * @param cells of the table
 * @param notTried why cells were not tried, for those that were not
 * @param answer the counts of their verdicts
 * @param took from the start of the run to its end
 * @param page the report
 */
public record RunEnd(
    ImmutableList<Cell> cells,
    ImmutableMap<AskedCell, String> notTried,
    String answer,
    Duration took,
    Path page) {

  /**
   * Of a run that has written its files.
   *
   * @param started when it began
   */
  public static RunEnd of(TableRun run, Instant started) throws IOException {
    ImmutableList<Cell> cells = CellTable.read(run.directory().resolve("cells.csv"));
    return new RunEnd(
        cells,
        notTried(cells, Reasons.read(run.directory())),
        Report.tally(run.config().papers(), run.directory()).sentence(),
        Duration.between(started, Instant.now()),
        run.directory().resolve("index.html"));
  }

  private static ImmutableMap<AskedCell, String> notTried(List<Cell> cells, Reasons reasons) {
    ImmutableMap.Builder<AskedCell, String> notTried = ImmutableMap.builder();
    for (Cell cell : cells) {
      if (cell.measured().n() == 0 && reasons.blocked(cell.asked()).isEmpty()) {
        reasons.notRun(cell.asked()).ifPresent(reason -> notTried.put(cell.asked(), reason));
      }
    }
    return notTried.buildOrThrow();
  }

  /**
   * Counts, time and the report's place. On GitHub, an annotation comes before them for each cell
   * that fails, as an error, and for each that is not settled, as a warning; cells that were not
   * tried for the same reason share one.
   *
   * @param environment of this process
   */
  public ImmutableList<String> lines(Map<String, String> environment) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    if ("true".equals(environment.get("GITHUB_ACTIONS"))) {
      ImmutableMultiset.copyOf(notTried.values())
          .forEachEntry(
              (reason, count) ->
                  lines.add(
                      annotation("warning", Amounts.count(count, "cell") + " not run", reason)));
      cells.stream().map(this::annotation).flatMap(Optional::stream).forEach(lines::add);
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

  private Optional<String> annotation(Cell cell) {
    return cell.passes() || cell.isNotCompared() || notTried.containsKey(cell.asked())
        ? Optional.empty()
        : Optional.of(annotation(cell.fails() ? "error" : "warning", cell.name(), cell.sentence()));
  }

  private static String annotation(String kind, String title, String words) {
    return "::%s title=%s::%s"
        .formatted(kind, escaped(title).replace(",", "%2C").replace(":", "%3A"), escaped(words));
  }

  /** What GitHub reads as the end of a line or as an escape. */
  private static String escaped(String words) {
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }
}
