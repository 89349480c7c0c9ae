package org.e2vpt.tables.suite;

import static org.e2vpt.tables.paper.CellAssert.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.Stops;
import org.e2vpt.tables.paper.Verdict;

/**
 * One invocation of a suite of the paper: a cell, and what of it is asked for.
 *
 * @param printed the cell as the paper has it
 * @param asked with all of its tasks, or those that a user chose
 */
record PaperCell(PrintedCell printed, AskedCell asked) {

  /**
   * Passes, fails or aborts as the cell's verdict says. A cell that was not run fails if something
   * of it failed, and aborts the test if nothing was tried.
   */
  void assertReproducedIn(Path directory) throws IOException {
    Cell cell = ExpectedCell.find(asked, directory);
    if (cell.verdict() == Verdict.NOT_RUN) {
      Provenance provenance = Provenance.read(directory.resolve("provenance.csv"));
      Optional<String> blocked = Stops.blocked(asked, provenance);
      if (blocked.isPresent()) {
        throw new AssertionError(cell.sentence() + ". " + blocked.get());
      }
      Stops.notRun(asked, provenance)
          .ifPresent(reason -> abort("%s: not run: %s".formatted(cell.name(), reason)));
    }
    if (cell.asked().table().equals(PrintedTable.FIGURE3)) {
      assertShownIn(directory);
    }
    assertThat(cell, RunTable.read(directory.resolve("runs.csv"))).reproducesItsReference();
  }

  /** A cell of Figure 3 is a disk too. */
  private void assertShownIn(Path directory) throws IOException {
    Optional<EmbeddedRun> shown =
        EmbeddedRun.read(directory.resolve(EmbeddedRun.FILE)).stream()
            .filter(run -> run.row().equals(asked.row()) && asked.tasks().contains(run.task()))
            .findFirst();
    if (shown.isEmpty()) {
      Provenance provenance = Provenance.read(directory.resolve("provenance.csv"));
      abort(
          "%s: no disk: %s".formatted(asked.name(), Stops.notRun(asked, provenance).orElseThrow()));
    }
    if (!shown.orElseThrow().ok()) {
      throw new AssertionError(
          "%s: no disk: trial %s ended as %s"
              .formatted(
                  asked.name(),
                  shown.get().trialId(),
                  shown.get().status().name().toLowerCase(Locale.ROOT)));
    }
  }

  /** As the table reads: {@code Table 1 › VPT › Natural: 78.48 % (0.73 % tuned)}. */
  @Override
  public String toString() {
    if (!asked.tasks().equals(printed.tasks())) {
      return "%s (%s)".formatted(asked.name(), String.join(", ", asked.tasks()));
    }
    String tuned = printed.tunedShare().map(" (%s %% tuned)"::formatted).orElse("");
    return printed
        .accuracy()
        .map(accuracy -> "%s: %s %%%s".formatted(asked.name(), accuracy, tuned))
        .orElse(asked.name());
  }
}
