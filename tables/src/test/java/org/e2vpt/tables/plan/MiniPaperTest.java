package org.e2vpt.tables.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.plan.Step.Done;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The miniature paper: what each of its rows runs. */
class MiniPaperTest {

  private static final Paper MINI = Papers.shipped().get("mini");

  private static final ImmutableList<PrintedCell> CELLS =
      MINI.tables().values().stream()
          .flatMap(table -> table.cells().stream())
          .collect(ImmutableList.toImmutableList());

  private static final PaperPlan PAPER =
      new PaperPlan(
          MINI,
          PaperPlanTest.AS_PRINTED,
          Budget.PAPER,
          Lengths.RELEASED,
          Search.GRID,
          OptionalInt.empty(),
          ImmutableList.of(42, 44, 82),
          Execution.DEFAULT);

  /** Of each row and task that are run by default, and of each row on digits. */
  static final ImmutableList<RowPlan> PLANS =
      CELLS.stream()
          .flatMap(
              cell ->
                  cell.tasks().stream()
                      .filter(task -> task.equals("digits") || cell.byDefault().contains(task))
                      .map(task -> plan(cell, task)))
          .collect(ImmutableList.toImmutableList());

  private static RowPlan plan(PrintedCell cell, String task) {
    return PAPER.plan(cell.of(), MINI.task(task), PaperPlanTest.WORLD);
  }

  /** On digits; embedding is for the figure of two rows. */
  @ParameterizedTest(name = "{0}: {1}; {2}; {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          full           | digits | shapes-count shapes-location shapes-orientation | 2 search, 3 final
          linear         | digits | shapes-count shapes-location shapes-orientation | 4 search, 3 final
          linear-random  | digits | shapes-count shapes-location shapes-orientation | 4 search, 3 final
          partial-1      | digits | shapes-count                                    | 3 final
          mlp-3          | digits | shapes-count                                    | 3 final
          sidetune       | digits | shapes-count                                    | 3 final
          bias           | digits | shapes-count                                    | 3 final
          adapter        | digits | shapes-count                                    | 3 final
          vpt-shallow    | digits | shapes-count                                    | 3 final
          vpt-deep       | digits | shapes-count shapes-location shapes-orientation | 2 search, 3 final, 1 embed
          e2vpt          | digits | shapes-count shapes-location shapes-orientation | 2 search, 4 rewind, 3 unpruned, 3 final, 1 embed
          vfpt           | digits | shapes-count shapes-location shapes-orientation | 2 search, 3 final
          e2vpt-paper    | ''     | digits shapes-count                             | 2 search, 4 rewind, 3 unpruned, 3 final
          e2vpt-released | ''     | digits shapes-count                             | 2 search, 1 retrain, 4 rewind, 3 final
          visual-1-kv-1  | digits | ''                                              | 1 final
          visual-1-kv-2  | digits | ''                                              | 1 final
          visual-1-kv-4  | digits | ''                                              | 1 final
          visual-4-kv-1  | digits | ''                                              | 1 final
          visual-4-kv-2  | digits | ''                                              | 1 final
          visual-4-kv-4  | digits | ''                                              | 1 final
          visual-8-kv-1  | digits | ''                                              | 1 final
          visual-8-kv-2  | digits | ''                                              | 1 final
          visual-8-kv-4  | digits | ''                                              | 1 final
          """)
  void runsEachRow(String row, String byDefault, String onlyIfAsked, String trials) {
    List<PrintedCell> cells = CELLS.stream().filter(cell -> cell.row().equals(row)).toList();
    RowPlan plan = plan(cells.get(0), "digits");
    List<String> rest =
        cells.stream()
            .flatMap(cell -> cell.tasks().stream().filter(task -> !cell.byDefault().contains(task)))
            .toList();

    assertThat(
            cells.stream()
                .flatMap(cell -> cell.byDefault().stream())
                .collect(Collectors.joining(" ")))
        .isEqualTo(byDefault);
    assertThat(String.join(" ", rest)).isEqualTo(onlyIfAsked);
    assertThat(
            Arrays.stream(Stage.values())
                .filter(stage -> plan.planned(stage) > 0)
                .map(stage -> plan.planned(stage) + " " + stage.name().toLowerCase(Locale.ROOT))
                .toList())
        .containsExactly(trials.split(", "));
  }

  @Test
  void hasNoOtherRow() {
    assertThat(MINI.rows()).hasSize(23);
  }

  @Test
  void runsTheGridWithOneSeedAndItsLengths() {
    assertThat(PLANS)
        .filteredOn(plan -> plan.row().table().equals("mini/mini-figure4"))
        .hasSize(9)
        .allSatisfy(
            plan -> {
              assertThat(plan.seeds()).containsExactly(42);
              assertThat(plan.row().id())
                  .isEqualTo(
                      "visual-%s-kv-%s"
                          .formatted(
                              plan.row().options().get("visual"), plan.row().options().get("kv")));
            });
  }

  @Test
  void hasTheTasksOfTheHarness() {
    assertThat(MINI.tasks()).extracting(PaperTask::id).containsExactlyElementsOf(Tasks.ids());
  }

  @Test
  void theControlRowDiffersFromLinearInItsBackboneOnly() {
    assertThat(firstTrial("linear-random").canonical())
        .isEqualTo(firstTrial("linear").canonical().replace("mini-vit.cifar10", "mini-vit.random"));
  }

  private static Trial firstTrial(String row) {
    RowPlan plan =
        PLANS.stream().filter(each -> each.row().id().equals(row)).findFirst().orElseThrow();
    return ((Step.Needs) plan.progress(trial -> Optional.empty()).next()).trials().get(0);
  }

  @ParameterizedTest
  @FieldSource("PLANS")
  void everyRowRunsAsManyTrialsAsPlannedAndEachOnce(RowPlan plan) {
    FakeLab lab = new FakeLab();

    List<Trial> run = lab.runToEnd(plan);

    assertThat(run).hasSize(plan.planned());
    assertThat(run).extracting(Trial::id).doesNotHaveDuplicates();
    assertThat(plan.progress(lab::known).next()).isInstanceOf(Done.class);
    assertThat(plan.progress(lab::known).results(Stage.FINAL))
        .extracting(result -> result.trial().seed())
        .isEqualTo(plan.seeds());
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
  @FieldSource("PLANS")
  void resumingAfterAnyTrialRunsTheRestAndEndsTheSame(RowPlan plan) {
    FakeLab whole = new FakeLab();
    List<Trial> all = whole.runToEnd(plan);

    for (int done = 0; done <= all.size(); done++) {
      FakeLab resumed = new FakeLab();
      whole.results().subList(0, done).forEach(resumed::remember);

      assertThat(resumed.runToEnd(plan)).isEqualTo(all.subList(done, all.size()));
      assertThat(plan.progress(resumed::known)).isEqualTo(plan.progress(whole::known));
    }
  }

  @ParameterizedTest
  @FieldSource("PLANS")
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
      assertThat(plan.progress(resumed::known)).isEqualTo(plan.progress(whole::known));
    }
  }
}
