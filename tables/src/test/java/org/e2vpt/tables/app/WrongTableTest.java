package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.Score;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/**
 * A suite over a table with wrong numbers fails, cell by cell, and says why. All numbers are
 * invented.
 */
class WrongTableTest {

  private static final Reference REFERENCE =
      new RecordedReference(
          ImmutableList.of(
              new Score("linear", "digits", 1, 70),
              new Score("linear", "digits", 2, 71),
              new Score("full", "digits", 1, 80),
              new Score("full", "digits", 2, 81),
              new Score("adapter", "digits", 1, 75),
              new Score("adapter", "digits", 2, 76),
              new Score("e2vpt", "digits", 1, 77),
              new Score("e2vpt", "digits", 2, 78)),
          new Provenance(ImmutableMap.of()));

  @TempDir static Path directory;

  /** Run by the test below only: its name keeps it from surefire and failsafe. */
  static class Suite {

    static Stream<SuiteCell> cells() {
      return Stream.of("full", "linear", "adapter", "e2vpt").map(row -> suiteCell(asked(row)));
    }

    @ParameterizedTest(name = "{0}", quoteTextArguments = false)
    @MethodSource("cells")
    void reproducesItsReference(SuiteCell expected) throws IOException {
      expected.assertReproducedIn(directory);
    }
  }

  @Test
  void failsTheCellsThatAreOffOrMissingAndNoOther() throws IOException {
    CellTable.write(
        directory.resolve("cells.csv"),
        ImmutableList.of(
            cell("full", new Summary(3, 80.4, 0.3)),
            cell("linear", new Summary(3, 61.2, 0.3)),
            cell("adapter", new Summary(1, 75.2, Double.NaN))));
    RunTable.write(directory.resolve("runs.csv"), ImmutableList.of());

    Events invocations =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Suite.class))
            .execute()
            .testEvents();

    invocations.assertStatistics(counts -> counts.started(4).succeeded(1).aborted(1).failed(2));
    assertThat(invocations.failed().stream().map(WrongTableTest::nameAndMessage))
        .containsExactly(
            "mini › linear › Natural: mini › linear › Natural: differs:" + " invented. No runs.",
            "mini › e2vpt › Natural: "
                + directory.resolve("cells.csv")
                + " has no line for mini › e2vpt › Natural");
  }

  @Test
  void namesTheTasksOfAMean() {
    AskedCell asked =
        new AskedCell(
            "mini/mini",
            "mini",
            "e2vpt",
            "E²VPT",
            "Structured",
            ImmutableList.of("digits", "shapes-count"),
            3,
            "paper");

    assertThat(suiteCell(asked)).hasToString("mini › E²VPT › Structured (digits, shapes-count)");
  }

  private static SuiteCell suiteCell(AskedCell asked) {
    Paper mini = Papers.shipped().get("mini");
    return new SuiteCell(
        mini.table("mini").cell(asked.row(), asked.column()).orElseThrow(), asked, mini);
  }

  private static String nameAndMessage(Event event) {
    return event.getTestDescriptor().getDisplayName()
        + ": "
        + event
            .getPayload(TestExecutionResult.class)
            .flatMap(result -> result.getThrowable())
            .orElseThrow()
            .getMessage();
  }

  private static AskedCell asked(String row) {
    return new AskedCell(
        "mini/mini", "mini", row, row, "Natural", ImmutableList.of("digits"), 3, "paper");
  }

  private static Cell cell(String row, Summary measured) {
    return new Cell(
        asked(row),
        measured,
        REFERENCE.of(row, ImmutableList.of("digits")),
        judgement(measured),
        1,
        1,
        new Cost(3, 30),
        1000);
  }

  private static Judgement judgement(Summary measured) {
    VerdictWord word =
        measured.n() == 0
            ? VerdictWord.NOT_RUN
            : measured.mean() < 65
                ? VerdictWord.DIFFERS
                : measured.n() == 1 ? VerdictWord.INCONCLUSIVE : VerdictWord.MATCHES;
    return Judgement.none(word, word.words() + ": invented");
  }
}
