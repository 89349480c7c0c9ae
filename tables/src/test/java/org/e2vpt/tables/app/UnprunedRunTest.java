package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.plan.RowPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A final run of E²VPT prunes an unpruned run of its own seed: without that one, there is none. */
class UnprunedRunTest {

  private static final String ASKED =
      "tables=e2vpt/table4 rows=e2vpt tasks=svhn budget=tuned repeats=1 seeds=42,44,82";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"DIVERGED, diverged", "CRASHED, crashed", "FAILED, failed", "TIMEOUT, timeout"})
  void thatWasLostIsTheEndOfItsSeed(Status status, String words) throws IOException {
    report(journal().loseUnpruned(44, status, "as it happens"));

    assertThat(runs())
        .extracting(run -> run.seed() + ": " + run.status())
        .containsExactly("42: OK", "44: " + status, "82: OK");
    assertThat(cell().verdict().words()).isNotEqualTo("not run");
    assertThat(cell().sentence()).contains("(n = 2)");
    assertThat(summary()).contains(", 2 of 3 seeds<br>", ", 44: " + words + ", 82: ");
    assertThat(reasons()).isEmpty();
  }

  /** The lost run is one trial, whether it is seen as an unpruned run or as the end of its seed. */
  @Test
  void costsAsManyTrialsAsWereRun() throws IOException {
    report(journal());
    long all = cell().cost().trials();
    report(journal().loseUnpruned(44, Status.CRASHED, "as it happens"));

    assertThat(cell().cost().trials()).isEqualTo(all - 1);
  }

  @Test
  void ofAllSeedsThatWasLostBlocksTheRow() throws IOException {
    SyntheticJournal journal = journal();
    for (int seed : List.of(42, 44, 82)) {
      journal.loseUnpruned(seed, Status.CRASHED, "as it happens");
    }
    report(journal);

    assertThat(cell().verdict().words()).isEqualTo("not run");
    assertThat(cell().fails()).isTrue();
    assertThat(reasons())
        .singleElement()
        .satisfies(
            reason -> {
              assertThat(reason.kind()).isEqualTo(Reasons.Kind.BLOCKED);
              assertThat(reason.text())
                  .startsWith("no trial of the unpruned final of row 'e2vpt' on svhn succeeded: ")
                  .contains(": crashed (as it happens); ");
            });
  }

  /** A number that was measured stays, and what is missing is said. */
  @Test
  void thatIsMissingFromTheJournalIsAskedFor() throws IOException {
    report(
        journal()
            .forget(
                trial -> trial.seed() == 44 && !trial.options().containsKey(RowPlan.PRUNE_FROM)));

    assertThat(runs()).extracting(Run::seed).containsExactly(42, 82);
    assertThat(summary()).contains(", 2 of 3 seeds<br>");
    assertThat(reasons())
        .singleElement()
        .satisfies(
            reason ->
                assertThat(reason.text())
                    .startsWith(
                        "no result of 1 trial of the unpruned final of row 'e2vpt' on svhn"));
  }

  private SyntheticJournal journal() throws IOException {
    return new SyntheticJournal(Configs.of(ASKED)).add("e2vpt/table4");
  }

  private void report(SyntheticJournal synthetic) throws IOException {
    Path journal = Files.createTempDirectory(folder, "journal");
    synthetic.write(journal);
    Properties properties = Configs.properties(ASKED);
    properties.setProperty("reports", folder.toString());
    properties.setProperty("run", "never");
    properties.setProperty("journal", journal.toString());
    var unused = TableRun.of(RunConfig.of(properties)).run();
  }

  private Path directory() {
    return folder.resolve("e2vpt/table4");
  }

  private List<Run> runs() throws IOException {
    return RunTable.read(directory().resolve("runs.csv"));
  }

  private Cell cell() throws IOException {
    return Iterables.getOnlyElement(CellTable.read(directory().resolve("cells.csv")));
  }

  private List<Reasons.Reason> reasons() throws IOException {
    return Reasons.read(directory()).lines();
  }

  private String summary() throws IOException {
    return Files.readString(directory().resolve("summary.md"));
  }
}
