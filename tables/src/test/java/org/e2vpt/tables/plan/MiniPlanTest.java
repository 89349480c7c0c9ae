package org.e2vpt.tables.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.plan.Step.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MiniPlanTest {

  private static final ImmutableList<Integer> SEEDS = ImmutableList.of(42, 44, 82);

  private static final ImmutableList<RowPlan> PLANS =
      MiniPlan.plans(
          Protocol.PAPER,
          MiniPlan::tasks,
          SEEDS,
          id -> "weights-of-" + id,
          id -> "data-of-" + id,
          id -> ImmutableSet.of("segments", "importance"));

  static ImmutableList<RowPlan> plans() {
    return PLANS;
  }

  @Test
  void plansEveryRowOnEveryTaskRowByRow() {
    assertThat(PLANS)
        .extracting(plan -> plan.row().title() + " / " + plan.task())
        .containsExactly(
            "Full / digits",
            "Full / shapes-count",
            "Linear / digits",
            "Linear / shapes-count",
            "Linear, random backbone / digits",
            "Linear, random backbone / shapes-count",
            "Partial-1 / digits",
            "MLP-3 / digits",
            "Sidetune, side network from scratch / digits",
            "Bias / digits",
            "Adapter / digits",
            "VPT-shallow / digits",
            "VPT-deep / digits",
            "VPT-deep / shapes-count",
            "E²VPT / digits",
            "E²VPT / shapes-count",
            "E²VPT as the paper says / digits",
            "E²VPT as the released code does / digits",
            "1 visual, 1 key-value / digits",
            "1 visual, 2 key-value / digits",
            "1 visual, 4 key-value / digits",
            "4 visual, 1 key-value / digits",
            "4 visual, 2 key-value / digits",
            "4 visual, 4 key-value / digits",
            "8 visual, 1 key-value / digits",
            "8 visual, 2 key-value / digits",
            "8 visual, 4 key-value / digits");
  }

  /** One trial a cell: there is nothing to search. */
  @Test
  void theGridRunsOnceACellOnDigitsAlone() {
    List<RowPlan> grid =
        MiniPlan.plans(
                Protocol.PAPER,
                row -> MiniPlan.ALL_TASKS,
                SEEDS,
                id -> "weights",
                id -> "data",
                id -> ImmutableSet.of())
            .stream()
            .filter(plan -> plan.row().table().equals(MiniPlan.FIGURE4))
            .toList();

    assertThat(grid).hasSize(9);
    assertThat(grid)
        .allSatisfy(
            plan -> {
              assertThat(plan.task()).isEqualTo("digits");
              assertThat(plan.planned()).isEqualTo(1);
              assertThat(plan.seeds()).containsExactly(42);
            });
  }

  @Test
  void itsTasksAreThoseOfTheHarness() {
    assertThat(MiniPlan.ALL_TASKS).isEqualTo(Tasks.ids());
    assertThat(MiniPlan.rows(Protocol.PAPER))
        .allSatisfy(row -> assertThat(MiniPlan.allTasks(row)).containsAll(MiniPlan.tasks(row)));
  }

  @Test
  void theControlRowDiffersFromLinearInItsBackboneOnly() {
    Trial linear = firstTrial("linear");
    Trial control = firstTrial("linear-random");

    assertThat(control.canonical())
        .isEqualTo(linear.canonical().replace("mini-vit.cifar10", "mini-vit.random"));
  }

  @Test
  void onlyE2vptPrunes() {
    assertThat(PLANS)
        .filteredOn(plan -> plan.planned(Stage.REWIND) > 0)
        .extracting(plan -> plan.row().id())
        .containsOnly("e2vpt", "e2vpt-paper", "e2vpt-released");
  }

  @ParameterizedTest
  @MethodSource("plans")
  void everyRowRunsAsManyTrialsAsPlannedAndEachOnce(RowPlan plan) {
    FakeLab lab = new FakeLab();

    List<Trial> run = lab.runToEnd(plan);

    assertThat(run).hasSize(plan.planned());
    assertThat(run).extracting(Trial::id).doesNotHaveDuplicates();
    Done done = (Done) plan.next(lab::known);
    assertThat(done.finals()).extracting(result -> result.trial().seed()).isEqualTo(plan.seeds());
  }

  @Test
  void onlyTheSameRowOfTwoTablesSharesItsTrials() {
    List<String> ids = new ArrayList<>();
    List<String> ofTheSecondTable = new ArrayList<>();
    for (RowPlan plan : PLANS) {
      List<String> trials = new FakeLab().runToEnd(plan).stream().map(Trial::id).toList();
      (plan.row().id().equals("e2vpt-paper") ? ofTheSecondTable : ids).addAll(trials);
    }

    assertThat(ids).doesNotHaveDuplicates().containsAll(ofTheSecondTable);
  }

  @ParameterizedTest
  @MethodSource("plans")
  void resumingAfterAnyTrialRunsTheRestAndEndsTheSame(RowPlan plan) {
    FakeLab whole = new FakeLab();
    List<Trial> all = whole.runToEnd(plan);

    for (int done = 0; done <= all.size(); done++) {
      FakeLab resumed = new FakeLab();
      whole.results().subList(0, done).forEach(resumed::remember);

      assertThat(resumed.runToEnd(plan)).isEqualTo(all.subList(done, all.size()));
      assertThat(plan.next(resumed::known)).isEqualTo(plan.next(whole::known));
    }
  }

  @ParameterizedTest
  @MethodSource("plans")
  void resumingWithAnyResultsMissingRunsJustThese(RowPlan plan) {
    FakeLab whole = new FakeLab();
    List<Trial> all = whole.runToEnd(plan);
    Random random = new Random(5);

    for (int round = 0; round < 20; round++) {
      List<TrialResult> kept = new ArrayList<>(whole.results());
      Collections.shuffle(kept, random);
      kept = kept.subList(0, random.nextInt(all.size()));
      FakeLab resumed = new FakeLab();
      kept.forEach(resumed::remember);
      List<Trial> missing = new ArrayList<>(all);
      kept.forEach(result -> missing.remove(result.trial()));

      assertThat(resumed.runToEnd(plan)).isEqualTo(missing);
      assertThat(plan.next(resumed::known)).isEqualTo(plan.next(whole::known));
    }
  }

  private static Trial firstTrial(String row) {
    RowPlan plan =
        PLANS.stream().filter(each -> each.row().id().equals(row)).findFirst().orElseThrow();
    return ((Step.Needs) plan.next(trial -> Optional.empty())).trials().get(0);
  }
}
