package org.e2vpt.tables.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.SearchKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of the published run of the mini table. */
class RunJournalTest {

  private static final Path RECORDED = Path.of("../reports/recorded/mini");

  @TempDir private Path folder;

  @Test
  void namesTheLineOfEachTrial() throws IOException {
    RunJournal journal = RunJournal.read(RECORDED).orElseThrow();

    List<String> lines = Files.readAllLines(journal.file());
    for (Run run : RunTable.read(RECORDED.resolve("runs.csv"))) {
      assertThat(journal.lines().get(run.trialId()))
          .singleElement()
          .satisfies(line -> assertThat(lines.get(line - 1)).contains("," + run.trialId() + ","));
    }
  }

  /**
   * Rate, decay and pruning are those of the final run; split and seed are not. The journal has
   * searches, too, of rows that were run without.
   */
  @Test
  void findsTheTrialThatChoseASetting() throws IOException {
    RunJournal journal = RunJournal.read(RECORDED).orElseThrow();

    List<String> lines = Files.readAllLines(journal.file());
    List<Run> runs = RunTable.read(RECORDED.resolve("runs.csv"));
    for (Run run : runs) {
      String search = journal.searches(runs).get(run.trialId());
      if (run.searched() == SearchKind.NONE) {
        assertThat(search).as(run.trialId()).isNull();
      } else {
        assertThat(lines.get(journal.lines().get(search).get(0) - 1))
            .contains("," + run.task() + ",", ",search,");
      }
    }
  }

  @Test
  void isThatOfTheRunOrTheOneThatAllTablesShare() throws IOException {
    Path table = Files.createDirectories(folder.resolve("table1"));
    assertThat(RunJournal.read(table)).isEmpty();

    Path shared = Files.createDirectories(folder.resolve("trials")).resolve("trials.csv");
    Files.copy(RECORDED.resolve("trials.csv"), shared);
    assertThat(RunJournal.read(table).map(RunJournal::link))
        .isEqualTo(Optional.of("../trials/trials.csv"));

    Files.copy(shared, table.resolve("trials.csv"));
    assertThat(RunJournal.read(table).map(RunJournal::link)).isEqualTo(Optional.of("trials.csv"));
  }
}
