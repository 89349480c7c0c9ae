package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMultiset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.plan.RowPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Campaigns of a row on a task, from the plan to the verdict. */
class RepeatsTest {

  private static final String ASKED = "tables=table1 rows=%s tasks=%s budget=paper seeds=42";

  @TempDir Path folder;

  /** By default those that the paper's folder names, if the whole search is run. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rows=e2vpt tasks=dtd,cifar           | [cifar, dtd x 3]
          rows=e2vpt tasks=dtd,cifar repeats=1 | [cifar, dtd]
          rows=e2vpt tasks=cifar repeats=2     | [cifar x 2]
          rows=vpt-deep tasks=dtd              | [dtd]
          rows=e2vpt tasks=dtd budget=tuned    | [dtd]
          rows=e2vpt tasks=dtd budget=quick    | [dtd]
          """)
  void arePlannedWhereTheyAreAskedFor(String settings, String tasks) throws IOException {
    RunConfig config = Configs.of("tables=table1 " + settings);

    assertThat(
            TableRun.planned(config, config.onlyPage()).stream()
                .map(RowPlan::task)
                .collect(ImmutableMultiset.toImmutableMultiset()))
        .hasToString(tasks);
  }

  /** What was once repeated on one task counts when another task is run. */
  @ParameterizedTest
  @CsvSource({"'', 3", "repeats=1, 1", "repeats=2, 2"})
  void ofTheJournalCountUnlessTheirNumberIsChosen(String chosen, int campaigns) throws IOException {
    Path journal = journal(ASKED.formatted("e2vpt", "svhn") + " repeats=3");

    List<Run> runs = runs(ASKED.formatted("e2vpt", "svhn") + " " + chosen, journal);

    assertThat(runs).extracting(Run::campaign).hasSize(campaigns).last().isEqualTo(campaigns);
    assertThat(runs).extracting(Run::seed).doesNotHaveDuplicates().startsWith(42);
  }

  @Test
  void makeTheMeanOfATaskAndAreNamedInItsVerdict() throws IOException {
    Path journal = journal(ASKED.formatted("e2vpt", "svhn") + " repeats=3");

    var unused = runs(ASKED.formatted("e2vpt", "svhn"), journal);
    Cell cell = CellTable.read(folder.resolve("e2vpt/table1/cells.csv")).get(0);

    assertThat(cell.measured().n()).isEqualTo(1);
    assertThat(cell.sentence()).contains(" (3 campaigns, n = 1) ");
  }

  private Path journal(String settings) throws IOException {
    Path journal = folder.resolve("elsewhere");
    new SyntheticJournal(Configs.of(settings)).add("table1").write(journal);
    return journal;
  }

  private List<Run> runs(String settings, Path journal) throws IOException {
    Properties properties = Configs.properties(settings);
    properties.setProperty("reports", folder.toString());
    properties.setProperty("run", "never");
    properties.setProperty("journal", journal.toString());
    var unused = TableRun.of(RunConfig.of(properties)).run();
    return RunTable.read(folder.resolve("e2vpt/table1/runs.csv"));
  }
}
