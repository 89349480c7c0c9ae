package org.e2vpt.tables.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Campaigns;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.SearchKind;
import org.e2vpt.tables.report.Report;
import org.e2vpt.tables.verdict.OwnRepeats;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Table 1 of E²VPT comes to in laboratories where all of it is true, with the margins, the
 * prior and the repeats of its folder. The print is a campaign like any other, so a truth is drawn
 * around it, and a campaign of the laboratory around that truth. A campaign of a task moves by τ =
 * 0.3 points, a seed by 0.6 points in the median.
 */
class HonestCampaignTest {

  private static final int LABORATORIES = 40;
  private static final int FEW_LABORATORIES = 20;
  private static final double TAU = 0.3;
  private static final double MEDIAN_SD = 0.6;
  private static final ImmutableList<Integer> SEEDS = ImmutableList.of(42, 44, 82);

  private static final Paper PAPER = Papers.shipped().get("e2vpt");
  private static final PrintedTable TABLE = PAPER.table("table1");
  private static final ImmutableMap<AskedCell, PrintedCell> CELLS = cells();

  private static ImmutableMap<AskedCell, PrintedCell> cells() {
    ImmutableMap.Builder<AskedCell, PrintedCell> cells = ImmutableMap.builder();
    for (PrintedCell cell : TABLE.cells()) {
      cells.put(
          new AskedCell(
              TABLE.id().toString(),
              TABLE.title(),
              cell.row(),
              cell.title(),
              cell.column(),
              cell.tasks(),
              SEEDS.size(),
              "paper"),
          cell);
    }
    return cells.buildOrThrow();
  }

  /** About half of the cells can be confirmed, as the print's own error is not small. */
  @Test
  void confirmsHalfOfATrueTableAndRejectsNothing() {
    Map<VerdictWord, Integer> words = new LinkedHashMap<>();
    int laboratoriesWithARejection = 0;
    for (int laboratory = 0; laboratory < LABORATORIES; laboratory++) {
      Map<AskedCell, Judgement> judgements = judge(new Laboratory(laboratory).runs);
      judgements.values().forEach(j -> words.merge(j.word(), 1, Integer::sum));
      laboratoriesWithARejection += red(judgements).isEmpty() ? 0 : 1;
    }
    double all = LABORATORIES * CELLS.size();

    assertThat(words.getOrDefault(VerdictWord.REPRODUCED, 0) / all).isGreaterThan(0.45);
    assertThat(words.getOrDefault(VerdictWord.INCONCLUSIVE, 0) / all).isLessThan(0.03);
    assertThat(laboratoriesWithARejection).isLessThanOrEqualTo(LABORATORIES / 20);
  }

  /** The true τ² is within what the repeats say of it, and they are why so much is confirmed. */
  @Test
  void learnsTauFromItsRepeats() {
    double estimates = 0;
    double used = 0;
    double usedWithoutRepeats = 0;
    int confirmed = 0;
    int confirmedWithoutRepeats = 0;
    for (int laboratory = 0; laboratory < FEW_LABORATORIES; laboratory++) {
      List<Run> runs = new Laboratory(laboratory).runs;
      List<Run> once = runs.stream().filter(run -> run.campaign() == 1).toList();
      TableVerdicts judged = judged(runs);
      OwnRepeats repeats = judged.verdict().ownRepeats().orElseThrow();
      assertThat(repeats.freedom()).isEqualTo(12);
      estimates += repeats.estimate() / FEW_LABORATORIES;
      TableVerdicts judgedOnce = judged(once);
      used += judged.verdict().campaigns().value() / FEW_LABORATORIES;
      usedWithoutRepeats += judgedOnce.verdict().campaigns().value() / FEW_LABORATORIES;
      confirmed += count(judged.cells(), VerdictWord.REPRODUCED);
      confirmedWithoutRepeats += count(judgedOnce.cells(), VerdictWord.REPRODUCED);
    }

    // an estimate with 12 degrees of freedom varies by √(2/12)·(τ² + σ²/3)
    assertThat(estimates).isCloseTo(TAU * TAU, within(0.08));
    assertThat(used).isBetween(TAU * TAU, usedWithoutRepeats * 2 / 3);
    assertThat(confirmed).isGreaterThan(confirmedWithoutRepeats * 3 / 2);
  }

  private static int count(Map<AskedCell, Judgement> judgements, VerdictWord word) {
    return (int) judgements.values().stream().filter(j -> j.word() == word).count();
  }

  /** In JUnit, only one that is lower than printed fails. */
  @ParameterizedTest
  @CsvSource({"Natural, -3", "Specialized, -3", "Structured, -3", "FGVC, -3", "Specialized, 3"})
  void rejectsTheOneCellThatIsThreePointsOff(String column, double points) {
    AskedCell moved = cell("bias", column);
    int alone = 0;
    for (int laboratory = 0; laboratory < FEW_LABORATORIES; laboratory++) {
      List<Run> runs =
          new Laboratory(laboratory)
              .runs.stream().map(run -> isOf(run, moved) ? lower(run, -points) : run).toList();
      Map<AskedCell, Judgement> judgements = judge(runs);
      if (red(judgements).equals(List.of(moved))) {
        alone++;
        assertThat(Objects.requireNonNull(judgements.get(moved)).better()).isEqualTo(points > 0);
      }
    }

    assertThat(alone).isGreaterThanOrEqualTo(FEW_LABORATORIES * 8 / 10);
  }

  /** The page of one of them, and of the same one with a cell that is lower. */
  @Test
  void itsPageConfirmsManyCellsAndOnlyTheLowerOneIsRed(@TempDir Path folder) throws IOException {
    List<Run> runs = new Laboratory(1).runs;
    AskedCell moved = cell("bias", "Natural");
    List<Run> lower = runs.stream().map(run -> isOf(run, moved) ? lower(run, 3) : run).toList();

    assertThat(page(folder.resolve("true"), runs))
        .containsPattern("\n(1[7-9]|2[0-9]) of 36 cells reproduced, [0-9]+ consistent; cost: ")
        .contains("This laboratory's own repeat noise: 18 campaigns on 6 tasks differ by ")
        .doesNotContain("✗ not reproduced");
    assertThat(page(folder.resolve("lower"), lower))
        .containsPattern(
            "\n[0-9]+ of 36 cells reproduced, [0-9]+ consistent, 1 worse than printed; cost: ")
        .containsOnlyOnce("✗ not reproduced<br>");
  }

  private static String page(Path folder, List<Run> runs) throws IOException {
    Files.createDirectories(folder);
    Reference reference = PAPER.reference("table1");
    RunTable.write(folder.resolve("runs.csv"), runs);
    CellTable.write(
        folder.resolve("cells.csv"),
        judge(runs).entrySet().stream()
            .map(
                cell ->
                    Aggregation.cell(cell.getKey(), Cost.NOTHING, runs, reference, cell.getValue()))
            .toList());
    new Provenance(ImmutableMap.of("protocol", "paper")).write(folder.resolve("provenance.csv"));
    Report.render(Papers.shipped(), folder);
    return Files.readString(folder.resolve("summary.md"));
  }

  private static AskedCell cell(String row, String column) {
    return CELLS.keySet().stream()
        .filter(cell -> cell.row().equals(row) && cell.column().equals(column))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isOf(Run run, AskedCell cell) {
    return run.row().equals(cell.row()) && cell.tasks().contains(run.task());
  }

  private static Map<AskedCell, Judgement> judge(List<Run> runs) {
    return judged(runs).cells();
  }

  private static TableVerdicts judged(List<Run> runs) {
    return TableVerdicts.of(TABLE, CELLS.keySet(), runs, PAPER.reference("table1"), PAPER.noise());
  }

  private static List<AskedCell> red(Map<AskedCell, Judgement> judgements) {
    return judgements.entrySet().stream()
        .filter(entry -> entry.getValue().word() == VerdictWord.NOT_REPRODUCED)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static Run lower(Run run, double points) {
    return run(
        run.row(), PAPER.task(run.task()), run.campaign(), run.seed(), run.accuracy() - points);
  }

  private static String id(String row, PaperTask task, int seed) {
    return Hashing.sha256()
        .hashString(row + " " + task.id() + " " + seed, StandardCharsets.UTF_8)
        .toString()
        .substring(0, 12);
  }

  private static Run run(String row, PaperTask task, int campaign, int seed, double accuracy) {
    return new Run(
        TABLE.id().toString(),
        row,
        task.id(),
        task.group(),
        campaign,
        seed,
        Status.OK,
        Math.max(0, Math.min(100, accuracy)),
        id(row, task, seed),
        "drawn",
        SearchKind.GRID,
        "fp32",
        1,
        1,
        1,
        1,
        1,
        new Environment("unknown", "cpu", "drawn", "none", "17"),
        "w",
        "d",
        Instant.EPOCH);
  }

  /** Runs of all cells, drawn. */
  private static final class Laboratory {

    private final SplittableRandom random;
    private final NormalDistribution normal = new NormalDistribution();
    private final List<Run> runs = new ArrayList<>();

    Laboratory(long seed) {
      random = new SplittableRandom(seed);
      for (PrintedCell cell : TABLE.cells()) {
        double printed = cell.accuracy().orElseThrow().value();
        cell.tasks().forEach(task -> draw(cell, PAPER.task(task), printed));
      }
    }

    private void draw(PrintedCell cell, PaperTask task, double printed) {
      double sd = MEDIAN_SD * Math.exp(0.6 * gaussian());
      double truth = printed + Math.sqrt(TAU * TAU + sd * sd / SEEDS.size()) * gaussian();
      IntStream.rangeClosed(1, PAPER.campaigns(cell.of(), task))
          .forEach(
              campaign -> {
                double mean = truth + TAU * gaussian();
                for (int seed : SEEDS) {
                  runs.add(
                      run(
                          cell.row(),
                          task,
                          campaign,
                          Campaigns.seed(seed, campaign),
                          mean + sd * gaussian()));
                }
              });
    }

    private double gaussian() {
      return normal.inverseCumulativeProbability(random.nextDouble());
    }
  }
}
