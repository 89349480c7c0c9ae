package org.e2vpt.tables.suite;

import static org.e2vpt.tables.paper.CellAssert.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.Verdict;

/**
 * One invocation of a suite of the paper: a printed cell, and what of it is asked for.
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
    assertThat(cell, RunTable.read(directory.resolve("runs.csv"))).reproducesItsReference();
  }

  /** As the table reads: {@code Table 1 › VPT › Natural: 78.48 % (0.73 % tuned)}. */
  @Override
  public String toString() {
    if (!asked.tasks().equals(printed.tasks())) {
      return "%s (%s)".formatted(asked.name(), String.join(", ", asked.tasks()));
    }
    String tuned = printed.tunedShare().map(" (%s %% tuned)"::formatted).orElse("");
    return "%s: %s %%%s".formatted(asked.name(), printed.accuracy(), tuned);
  }
}
