package org.e2vpt.tables.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.e2vpt.tables.verdict.CampaignNoise.Fixed;
import org.e2vpt.tables.verdict.CellReference.Print;
import org.e2vpt.tables.verdict.CellReference.PrintedMean;
import org.e2vpt.tables.verdict.CellReference.Recorded;
import org.e2vpt.tables.verdict.GainClaim.Weights;
import org.junit.jupiter.api.Test;

/** Tables of two tasks, whose few variances shrink by 4 degrees of freedom. */
class TableVerdictTest {

  private static final TableColumn NATURAL =
      new TableColumn("Natural", ImmutableSet.of("digits", "shapes"), 1);
  private static final TaskRuns DIGITS = runs(49, 50, 51);
  private static final TaskRuns SHAPES = runs(69, 70, 71);

  @Test
  void cellIsComparedWithItsPrint() {
    CellComparison cell = cell(table(0, DIGITS, SHAPES, print(60.5)));

    // s_p² = (4·0.7396 + 4·1)/8; B = 2/3; g = (1/3 + 1/3)/4
    double pooled = (4 * 0.7396 + 4) / 8;
    double shrunken = pooled * 2 / 3 + 1 / 3.0;
    double g = (1 / 3.0 + 1 / 3.0) / 4;
    double a = 2 * g * shrunken;
    double rho = 1e-2 / 12;
    assertThat(cell.measured()).isEqualTo(60);
    assertThat(cell.difference().value()).isEqualTo(-0.5);
    assertThat(cell.difference().error().seedVariance()).isCloseTo(a, within(1e-12));
    assertThat(cell.difference().error().campaignCoefficient()).isEqualTo(1);
    assertThat(cell.difference().error().value()).isCloseTo(Math.sqrt(a + rho), within(1e-12));
    double den = 2 * g * g * shrunken * shrunken / 6 + 4 * g * g * pooled * pooled * 4 / 9 / 8;
    assertThat(cell.difference().error().degreesOfFreedom())
        .isCloseTo(Math.min(12, (a + rho) * (a + rho) / den), within(1e-9));
  }

  @Test
  void extraVarianceIsAddedAndNamed() {
    TaskRuns raced =
        new TaskRuns(
            DIGITS.runs(),
            ImmutableList.of(new ExtraVariance("racing", 0.36), new ExtraVariance("bf16", 0)));
    StandardError plain = cell(table(0, DIGITS, SHAPES, print(60.5))).difference().error();
    CellVerdict verdict = verdict(table(0, raced, SHAPES, print(60.5)));

    assertThat(verdict.comparison().orElseThrow().difference().error().value())
        .isCloseTo(Math.sqrt(plain.value() * plain.value() + 0.09), within(1e-12));
    assertThat(verdict.sentence())
        .contains(", which includes a variance of 0.0900 points² for racing;");
  }

  @Test
  void moreSeedsNeverRaiseTheStandardError() {
    ErrorModel model = cell(table(0.5, DIGITS, SHAPES, print(60.5))).model();
    double before = model.standardError().value();
    for (int seeds = 4; seeds <= 100; seeds++) {
      int n = seeds;
      double now = model.standardError(term -> Replication.of(1, n)).value();
      assertThat(now).isLessThan(before);
      before = now;
    }
    assertThat(before)
        .isGreaterThan(
            model.standardError(term -> term.replication().withoutSeedVariance()).value());
  }

  @Test
  void saysHowManySeedsWouldSettleIt() {
    CellVerdict verdict = verdict(table(0, DIGITS, SHAPES, print(60.1)));

    assertThat(verdict.word()).isEqualTo(VerdictWord.CONSISTENT);
    Settling settling = verdict.settling().orElseThrow();
    assertThat(settling.goal()).isEqualTo(VerdictWord.REPRODUCED);
    int seeds = settling.seeds().orElseThrow();
    ErrorModel model = verdict.comparison().orElseThrow().model();
    assertThat(equivalence(model, seeds)).isLessThanOrEqualTo(0.05);
    assertThat(equivalence(model, seeds - 1)).isGreaterThan(0.05);
    assertThat(settling.campaigns()).isEmpty();
  }

  private static double equivalence(ErrorModel model, int seeds) {
    return new EstimatedDifference(-0.1, model.standardError(term -> Replication.of(1, seeds)))
        .equivalenceP(1);
  }

  @Test
  void saysThatNothingOnThisSideWouldSettleIt() {
    CellVerdict verdict = verdict(table(2, DIGITS, SHAPES, print(60.1)));

    Settling settling = verdict.settling().orElseThrow();
    assertThat(settling.seeds()).isEqualTo(OptionalInt.empty());
    assertThat(settling.campaigns()).isEqualTo(OptionalInt.empty());
    assertThat(verdict.sentence())
        .startsWith(
            "consistent: 60.00 ± 1.00 (n = 3) against 60.10 printed differs by −0.10 points, ")
        .endsWith(
            "Nothing on this side would settle it: whatever the seeds, the standard error is at"
                + " least 2.04, as the print is a mean of 3 runs after one search");
  }

  @Test
  void cellWithoutARunOfATaskIsNotRun() {
    CellVerdict verdict =
        verdict(
            new MeasuredTable(
                ImmutableList.of(NATURAL),
                ImmutableTable.of("full", "digits", DIGITS),
                references(print(60.5)),
                new Fixed(0)));

    assertThat(verdict.word()).isEqualTo(VerdictWord.NOT_RUN);
    assertThat(verdict.sentence()).isEqualTo("not run: no run of shapes");
    assertThat(verdict.outcome(false)).isEqualTo(TestOutcome.ABORTED);
    assertThat(verdict.outcome(true)).isEqualTo(TestOutcome.FAILED);
  }

  @Test
  void taskIsComparedWithItsOwnPrintIfItIsTheOnlyOne() {
    CellVerdict verdict =
        verdict(
            new MeasuredTable(
                ImmutableList.of(NATURAL),
                ImmutableTable.of("full", "digits", DIGITS),
                references(
                    new Print(
                        Optional.of(new PrintedMean(60.5, 1, 3)),
                        ImmutableMap.of("digits", new PrintedMean(55, 1, 3)))),
                new Fixed(0)));

    assertThat(verdict.kind()).isEqualTo(CellKind.PARTIAL);
    assertThat(verdict.holmP()).isNaN();
    assertThat(verdict.family()).isZero();
    assertThat(verdict.word()).isEqualTo(VerdictWord.NOT_REPRODUCED);
    assertThat(verdict.sentence())
        .startsWith("not reproduced: 50.00 ± ")
        .contains(" against 55.00 printed for 1 of 2 tasks (digits) differs by −5.00 points, ");
  }

  @Test
  void betterIsNotReproducedAndPasses() {
    CellVerdict verdict = verdict(table(0, DIGITS, SHAPES, print(55)));

    assertThat(verdict.word()).isEqualTo(VerdictWord.NOT_REPRODUCED);
    assertThat(verdict.better()).isTrue();
    assertThat(verdict.outcome(true)).isEqualTo(TestOutcome.PASSED);
    assertThat(verdict.sentence())
        .startsWith("not reproduced (better): 60.00 ± ")
        .contains("; that is more than 1.00, and not by chance (p ");
    assertThat(verdict(table(0, DIGITS, SHAPES, print(65))).outcome(false))
        .isEqualTo(TestOutcome.FAILED);
  }

  @Test
  void recordingThatDiffersUpwardsFails() {
    CellVerdict verdict = verdict(table(0, DIGITS, SHAPES, recorded(runs(39, 40, 41), SHAPES)));

    assertThat(verdict.word()).isEqualTo(VerdictWord.DIFFERS);
    assertThat(verdict.better()).isFalse();
    assertThat(verdict.outcome(false)).isEqualTo(TestOutcome.FAILED);
    assertThat(verdict.comparison().orElseThrow().difference().error().campaignCoefficient())
        .isZero();
  }

  @Test
  void recordedRunsAreIdenticalToTheLastDigit() {
    CellVerdict verdict = verdict(table(0, DIGITS, SHAPES, recorded(DIGITS, SHAPES)));

    assertThat(verdict.word()).isEqualTo(VerdictWord.IDENTICAL);
    assertThat(verdict.sentence())
        .isEqualTo("identical: all accuracies of 6 runs are the recorded ones, to the last digit");
  }

  @Test
  void identicalRunsSayWhyTheyDifferFromAReferenceWithMoreSeeds() {
    TaskRuns more = runs(39, 40, 41, 44);
    CellVerdict verdict = verdict(table(0, runs(39, 40, 41), SHAPES, recorded(more, SHAPES)));

    assertThat(verdict.word()).isEqualTo(VerdictWord.IDENTICAL);
    assertThat(verdict.sentence())
        .isEqualTo(
            "identical: all accuracies of 6 runs are the recorded ones, to the last digit;"
                + " the difference of −0.50 points comes from recorded runs that were not repeated");
  }

  @Test
  void recordedRunsOfAnotherLossAreNotIdentical() {
    TaskRuns now = TaskRuns.of(List.of(new SeedRun(1, 1, 50, 0.5), new SeedRun(1, 2, 51, 0.4)));
    TaskRuns before = TaskRuns.of(List.of(new SeedRun(1, 1, 50, 0.5), new SeedRun(1, 2, 51, 0.41)));

    assertThat(now.identicalTo(now)).isTrue();
    assertThat(now.identicalTo(before)).isFalse();
    assertThat(now.identicalTo(TaskRuns.of(List.of(new SeedRun(1, 1, 50, 0.5))))).isFalse();
  }

  @Test
  void seedsThatMoveTasksTogetherAreSeen() {
    // both tasks rise with the seed: the mean's variance 1 is twice Σ w² s² = 2/4
    assertThat(TableVerdict.of(table(0, DIGITS, SHAPES, print(60))).seedCorrelation()).hasValue(2);
    assertThat(TableVerdict.of(table(0, DIGITS, runs(71, 70, 69), print(60))).seedCorrelation())
        .hasValue(0);
    assertThat(TableVerdict.of(table(0, DIGITS, runs(70), print(60))).seedCorrelation()).isEmpty();
  }

  @Test
  void seedsFarBelowTheirMedianAreNamed() {
    MeasuredTable table = table(0, runs(44.9, 50, 50.2), runs(45, 50, 50.2), print(60));

    assertThat(TableVerdict.of(table).outlyingSeeds())
        .singleElement()
        .satisfies(
            outlier -> {
              assertThat(outlier.place().task()).isEqualTo("digits");
              assertThat(outlier.run()).isEqualTo(SeedRun.of(1, 1, 44.9));
              assertThat(outlier.median()).isEqualTo(50);
            });
  }

  @Test
  void claimWithoutRunsIsNotRun() {
    GainClaim claim =
        new GainClaim("gain", "full", "linear", Weights.TASKS, ImmutableList.of("Natural"));

    GainVerdict verdict =
        TableVerdict.of(table(0, DIGITS, SHAPES, print(60))).gains(List.of(claim)).get(0);

    assertThat(verdict.gain()).isEmpty();
    assertThat(verdict.sentence(row -> row, "Natural"))
        .isEqualTo("full over linear on Natural: not run on all tasks");
    assertThat(TableVerdict.of(table(0, DIGITS, SHAPES, print(60))).wins("full", "linear"))
        .isEmpty();
  }

  /** Added in another order, the same accuracies may differ in the sixteenth digit. */
  @Test
  void equalMeansAreNoWin() {
    TaskRuns rising = runs(20.33, 32.01, 51.79);
    TaskRuns falling = runs(51.79, 32.01, 20.33);
    MeasuredTable table =
        new MeasuredTable(
            ImmutableList.of(NATURAL),
            ImmutableTable.<String, String, TaskRuns>builder()
                .put("full", "digits", rising)
                .put("full", "shapes", rising)
                .put("linear", "digits", falling)
                .put("linear", "shapes", runs(51.78, 32.01, 20.33))
                .build(),
            ImmutableTable.of(),
            new Fixed(0));
    TableVerdict verdict = TableVerdict.of(table);

    assertThat(verdict.wins("full", "linear").orElseThrow().measured()).isEqualTo(1);
    assertThat(verdict.wins("linear", "full").orElseThrow().measured()).isZero();
  }

  @Test
  void refusesAClaimThatCountsAColumnTwice() {
    assertThatThrownBy(
            () ->
                new GainClaim(
                    "gain",
                    "full",
                    "linear",
                    Weights.TASKS,
                    ImmutableList.of("Natural", "Natural")))
        .hasMessage(
            "claim 'gain' needs two rows, and a column or several, each once; got 'full', 'linear'"
                + " and [Natural, Natural]");
  }

  @Test
  void refusesATaskInTwoColumns() {
    assertThatThrownBy(
            () ->
                new MeasuredTable(
                    ImmutableList.of(
                        NATURAL, new TableColumn("Mean", ImmutableSet.of("digits"), 1)),
                    ImmutableTable.of(),
                    ImmutableTable.of(),
                    new Fixed(0)))
        .hasMessage("task 'digits' is in the columns 'Natural' and 'Mean'");
  }

  private static CellComparison cell(MeasuredTable table) {
    return verdict(table).comparison().orElseThrow();
  }

  private static CellVerdict verdict(MeasuredTable table) {
    return TableVerdict.of(table).cells().get(0);
  }

  private static MeasuredTable table(
      double tau, TaskRuns digits, TaskRuns shapes, CellReference reference) {
    return new MeasuredTable(
        ImmutableList.of(NATURAL),
        ImmutableTable.<String, String, TaskRuns>builder()
            .put("full", "digits", digits)
            .put("full", "shapes", shapes)
            .build(),
        references(reference),
        new Fixed(tau));
  }

  private static ImmutableTable<String, String, CellReference> references(CellReference reference) {
    return ImmutableTable.of("full", "Natural", reference);
  }

  private static Print print(double value) {
    return new Print(Optional.of(new PrintedMean(value, 1, 3)), ImmutableMap.of());
  }

  private static Recorded recorded(TaskRuns digits, TaskRuns shapes) {
    return new Recorded(ImmutableMap.of("digits", digits, "shapes", shapes));
  }

  private static TaskRuns runs(double... accuracies) {
    return TaskRuns.of(
        IntStream.range(0, accuracies.length)
            .mapToObj(i -> SeedRun.of(1, i + 1, accuracies[i]))
            .toList());
  }
}
