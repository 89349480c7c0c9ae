package org.e2vpt.tables.suite;

import static org.e2vpt.tables.paper.CellAssert.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.Summary;

/**
 * One invocation of a suite: a cell of the table and what it is held to. It is asserted from the
 * CSV files, which the report is made of too, so that the two cannot differ.
 */
record ExpectedCell(AskedCell asked, Summary reference) {

  static ExpectedCell of(AskedCell asked, Reference reference) {
    return new ExpectedCell(asked, reference.of(asked.row(), asked.tasks()));
  }

  void assertReproducedIn(Path directory) throws IOException {
    assertThat(find(asked, directory), RunTable.read(directory.resolve("runs.csv")))
        .reproducesItsReference();
  }

  /** The cell's line in a run's {@code cells.csv}. */
  static Cell find(AskedCell asked, Path directory) throws IOException {
    Path file = directory.resolve("cells.csv");
    return CellTable.read(file).stream()
        .filter(line -> line.asked().equals(asked))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("%s has no line for %s".formatted(file, asked.name())));
  }

  /**
   * As the table reads, with the tasks if there are several: {@code mini › VPT-deep › Structured:
   * 41.50 ± 0.62 % (n = 5)}.
   */
  @Override
  public String toString() {
    String tasks =
        asked.tasks().size() > 1 ? " (%s)".formatted(String.join(", ", asked.tasks())) : "";
    return "%s%s: %s".formatted(asked.name(), tasks, reference);
  }
}
