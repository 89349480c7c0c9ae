package org.e2vpt.tables.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.SearchKind;
import org.e2vpt.tables.verdict.VerdictWord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Invented runs of table 1: Full reaches 50 on every task, E²VPT 56, and 50 on svhn; two seeds a
 * tenth of a point to each side.
 */
class MeasuredNumbersTest {

  private static final Paper PAPER = Papers.shipped().get("e2vpt");

  /** No audit asks for it. */
  private static final Judgement JUDGEMENT = Judgement.none(VerdictWord.INCONCLUSIVE, "invented");

  @TempDir Path directory;

  @BeforeEach
  void writeRuns() throws IOException {
    List<Run> runs = new ArrayList<>();
    List<Cell> cells = new ArrayList<>();
    for (PrintedCell printed : PAPER.table("table1").cells()) {
      String row = printed.row();
      if (row.equals("full") || row.equals("e2vpt")) {
        for (String task : printed.tasks()) {
          double accuracy = row.equals("full") || task.equals("svhn") ? 50 : 56;
          runs.add(run(row, task, 42, accuracy - 0.1));
          runs.add(run(row, task, 44, accuracy + 0.1));
        }
        AskedCell asked = asked(row, printed.column(), printed.tasks());
        cells.add(
            Aggregation.cell(asked, Cost.NOTHING, runs, PAPER.reference("table1"), JUDGEMENT));
      }
    }
    RunTable.write(directory.resolve("runs.csv"), runs);
    CellTable.write(directory.resolve("cells.csv"), cells);
  }

  @ParameterizedTest(name = "{0} {1}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          accuracy    | table1/e2vpt/* - table1/full/* = 5.85         | 19w    | holds
          accuracy    | table1/e2vpt/* - table1/full/* = 5.85         | 19w g3 | holds
          accuracy    | table1/e2vpt/FGVC - table1/full/FGVC = 0.68   |        | contradicted
          accuracy    | table1/e2vpt/Structured - table1/full/Structured = 9.75 | | holds
          accuracy    | table1/e2vpt/* - table1/linear/* = 5.68       | 19w g3 | cannot be checked
          tuned-share | table1/e2vpt/* = 1.00                         | 24w    | holds
          order       | table1/e2vpt > full in FGVC Natural           |        | holds
          order       | table1/e2vpt > full linear in FGVC            |        | cannot be checked
          order       | table1/full > e2vpt in FGVC Natural           |        | contradicted
          wins        | table1/e2vpt > full in FGVC Natural Specialized Structured = 23 | | not contradicted
          wins        | table1/e2vpt > full in FGVC Natural Specialized Structured = 19 21 | | contradicted
          wins        | table1/e2vpt > full in Natural = 7            |        | cannot be checked
          wins        | table1/e2vpt > vpt-deep in FGVC Natural Specialized Structured = 21 | | cannot be checked
          """)
  void concludesFromWhatWasMeasured(
      String check, String inputs, @Nullable String aggregators, String conclusion)
      throws IOException {
    Claim claim =
        new Claim(
            1, "", "invented", check, inputs, aggregators == null ? "" : aggregators, "holds", "");

    CheckedClaim finding = Audit.of(PAPER, List.of(claim), List.of(directory)).get(0);

    assertThat(finding.words()).as(finding.arithmetic()).isEqualTo(conclusion);
  }

  @Test
  void findsThePaperWhoseRunsTheseAre(@TempDir Path other) throws IOException {
    AskedCell mini =
        new AskedCell(
            "mini/mini", "mini", "full", "Full", "Natural", ImmutableList.of("digits"), 2, "paper");
    RunTable.write(other.resolve("runs.csv"), List.of());
    CellTable.write(
        other.resolve("cells.csv"),
        List.of(
            Aggregation.cell(
                mini,
                Cost.NOTHING,
                List.of(),
                RecordedReference.NONE,
                Judgement.none(VerdictWord.NOT_RUN, "invented"))));

    assertThat(Audit.paperOf(Papers.shipped(), List.of(directory))).isSameAs(PAPER);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Audit.paperOf(Papers.shipped(), List.of(directory, other)))
        .withMessage("expected runs of one paper, got e2vpt, mini");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Audit.of(PAPER, List.of(other)))
        .withMessage(
            "%s is a run of mini/mini, about which E²VPT claims nothing: audit runs of table1,"
                + " table2, table3, table4, table5, figure3, figure4",
            other);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Audit.paperOf(Papers.shipped(), List.of(other.resolve("none"))))
        .withMessage(
            "%s has no cells.csv: expected the directory of a finished run, such as"
                + " reports/PAPER/TABLE",
            other.resolve("none"));
  }

  @Test
  void leavesOutClaimsAboutThePrintItself() throws IOException {
    assertThat(Audit.of(PAPER, List.of(directory)))
        .extracting(finding -> finding.claim().check())
        .isNotEmpty()
        .isSubsetOf("accuracy", "tuned-share", "order", "wins");
    assertThat(Audit.of(PAPER, List.of(directory)))
        .allMatch(finding -> finding.claim().known().isEmpty() && finding.claim().note().isEmpty());
  }

  @Test
  void comparesClaimedWinsWithWhatACampaignLikeThePrintedOneMayHave() throws IOException {
    CheckedClaim finding =
        Audit.of(PAPER, List.of(directory)).stream()
            .filter(f -> f.claim().number() == 9)
            .findFirst()
            .orElseThrow();

    assertThat(finding.arithmetic())
        .isEqualTo(
            "E²VPT (Ours) beats Full on 23 of 24 tasks; a campaign like the printed one does on 23"
                + " to 24 (95 %), so the claimed 19 and 21 are contradicted");
  }

  @Test
  void takesNoGroupOfWhichATaskIsMissing() throws IOException {
    AskedCell asked = asked("full", "FGVC", ImmutableList.of("fgvc_cub"));
    List<Run> runs = RunTable.read(directory.resolve("runs.csv"));
    Cell part = Aggregation.cell(asked, Cost.NOTHING, runs, PAPER.reference("table1"), JUDGEMENT);

    MeasuredNumbers numbers =
        new MeasuredNumbers(PrintedNumbers.of(PAPER), ImmutableList.of(part), ImmutableList.of());

    assertThat(numbers.accuracy("table1", "full", "FGVC")).isEmpty();
  }

  /** Two rows' shares can be compared if both are of the same tasks. */
  @Test
  void takesNoShareOfWhichATaskIsMissing() throws IOException {
    List<Run> runs = RunTable.read(directory.resolve("runs.csv"));
    List<Run> without = runs.stream().filter(run -> !run.task().equals("svhn")).toList();

    assertThat(numbers(runs).share("table1", "e2vpt")).isPresent();
    assertThat(numbers(without).share("table1", "e2vpt")).isEmpty();
    assertThat(numbers(runs).share("table1", "vpt-deep")).isEmpty();
  }

  private static MeasuredNumbers numbers(List<Run> runs) {
    return new MeasuredNumbers(
        PrintedNumbers.of(PAPER), ImmutableList.of(), ImmutableList.copyOf(runs));
  }

  private static AskedCell asked(String row, String column, ImmutableList<String> tasks) {
    return new AskedCell("e2vpt/table1", "Table 1", row, row, column, tasks, 2, "paper");
  }

  private static Run run(String row, String task, int seed, double accuracy) {
    return new Run(
        "e2vpt/table1",
        row,
        task,
        Group.NATURAL,
        1,
        seed,
        Status.OK,
        accuracy,
        "0123456789ab",
        "invented",
        SearchKind.GRID,
        "fp32",
        20_000,
        10_000,
        1_000_000,
        12.5,
        1500,
        new Environment("0123456", "cpu", "Some CPU", "DJL", "17"),
        "weights-hash",
        "data-hash",
        Instant.parse("2026-11-20T12:00:00Z"));
  }
}
