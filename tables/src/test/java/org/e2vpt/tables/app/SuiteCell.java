package org.e2vpt.tables.app;

import static org.e2vpt.tables.paper.CellAssert.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperFigure.Kind;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * One invocation of a suite: a cell, and what of it is asked for. It is asserted from the CSV
 * files, which the report is made of too, so that the two cannot differ.
 *
 * @param printed the cell as its paper has it
 * @param asked with all of its tasks, or those that a user chose
 * @param paper whose cell it is
 */
record SuiteCell(PrintedCell printed, AskedCell asked, Paper paper) {

  /**
   * Passes, fails or aborts as the cell's verdict says. A cell that was not run fails if something
   * of it failed, and aborts the test if nothing was tried.
   */
  void assertReproducedIn(Path directory) throws IOException {
    Cell cell = find(asked, directory);
    Reasons reasons = Reasons.read(directory);
    if (cell.verdict() == VerdictWord.NOT_RUN) {
      Optional<String> blocked = reasons.blocked(asked);
      if (blocked.isPresent()) {
        throw new AssertionError(cell.sentence() + ". " + blocked.get());
      }
      reasons
          .notRun(asked)
          .ifPresent(reason -> abort("%s: not run: %s".formatted(cell.name(), reason)));
    }
    List<Run> runs = RunTable.read(directory.resolve("runs.csv"));
    for (String task : asked.tasks()) {
      if (isDrawn(task)) {
        assertShownIn(directory, task, reasons, runs);
      }
    }
    assertThat(cell, runs).reproducesItsReference();
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

  private boolean isDrawn(String task) {
    return paper
        .figures(Kind.DISK, printed.table().table())
        .anyMatch(figure -> figure.shows(asked.row(), task));
  }

  /** A model that a figure shows is that of the table: trained again, it is the same. */
  private void assertShownIn(Path directory, String task, Reasons reasons, List<Run> runs)
      throws IOException {
    Optional<EmbeddedRun> shown =
        EmbeddedRun.read(directory.resolve(EmbeddedRun.FILE)).stream()
            .filter(run -> run.row().equals(asked.row()) && run.task().equals(task))
            .findFirst();
    if (shown.isEmpty()) {
      abort("%s: no disk: %s".formatted(asked.name(), reasons.notRun(asked).orElseThrow()));
    }
    EmbeddedRun embedded = shown.orElseThrow();
    if (!embedded.ok()) {
      throw new AssertionError(
          "%s: no disk: trial %s ended as %s"
              .formatted(
                  asked.name(),
                  embedded.trialId(),
                  embedded.status().name().toLowerCase(Locale.ROOT)));
    }
    embedded
        .repeated(runs)
        .filter(run -> run.accuracy() != embedded.accuracy())
        .ifPresent(
            run -> {
              throw new AssertionError(
                  "%s: trial %s has %s %%, but is the final run %s with %s %% again"
                      .formatted(
                          asked.name(),
                          embedded.trialId(),
                          embedded.accuracy(),
                          run.trialId(),
                          run.accuracy()));
            });
  }

  /** Whether nothing is known to compare its number with: then there is nothing to assert. */
  boolean isNotComparedIn(Path directory) throws IOException {
    return find(asked, directory).isNotCompared();
  }

  /** The verdict with the numbers that it follows from. */
  String sentence(Path directory) throws IOException {
    return find(asked, directory).sentence();
  }

  /**
   * The cell's place, and no number, so that its history in a build server goes on when a reference
   * is recorded again: {@code E²VPT Table 1 › VPT › Natural}, or on one page with all tables of its
   * paper, {@code mini › VPT-deep › Structured (shapes-count, shapes-location)}.
   */
  @Override
  public String toString() {
    boolean onePage = paper.info().onePage();
    String name = onePage ? asked.name() : paper.info().name() + " " + asked.name();
    boolean tasks = onePage ? asked.tasks().size() > 1 : !asked.tasks().equals(printed.tasks());
    return tasks ? "%s (%s)".formatted(name, String.join(", ", asked.tasks())) : name;
  }
}
