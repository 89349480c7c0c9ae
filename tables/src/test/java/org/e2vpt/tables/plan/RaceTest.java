package org.e2vpt.tables.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.BatchSize;
import org.e2vpt.tables.paper.SearchKind;
import org.e2vpt.tables.plan.Race.Rung;
import org.e2vpt.tables.plan.Step.Blocked;
import org.e2vpt.tables.plan.Step.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaceTest {

  private static final int EPOCHS = 30;

  /** Ten settings, whose rates are 1 to 10: four go on from epoch 3, and two from epoch 15. */
  private static final Race RACE = new Race(ImmutableList.of(new Rung(10, 40), new Rung(50, 20)));

  private final Map<Trial, TrialResult> journal = new HashMap<>();
  private final List<Trial> ran = new ArrayList<>();

  /** What is measured of a setting at the end of an epoch, by its rate. */
  private interface Curve {
    double at(double rate, int epoch);
  }

  @ParameterizedTest
  @CsvSource({
    "40, 100, 10:10 30:4 60:2, 800", // 40·10 + 10·20 + 4·30 + 2·40 of 4000
    "40, 30, 3:10 9:4 18:2, 240",
    "16, 100, 10:4 30:2, 380",
    "81, 100, 10:21 30:9 60:5, 1700",
    "8, 100, '', 800",
    "40, 5, 1:10 2:4 3:2, 58",
    "40, 2, 1:10, 50",
    "40, 1, '', 40",
    "1, 100, '', 100"
  })
  void trainsFewSettingsToTheEnd(int settings, int epochs, String levels, long all) {
    assertThat(Race.STANDARD.levels(settings, epochs))
        .extracting(level -> level.epoch() + ":" + level.kept())
        .containsExactlyElementsOf(levels.isEmpty() ? List.of() : List.of(levels.split(" ")));
    assertThat(Race.STANDARD.epochs(settings, epochs)).isEqualTo(all);
    assertThat(Race.NONE.epochs(settings, epochs)).isEqualTo((long) settings * epochs);
  }

  @Test
  void continuesTheBestByAccuracyAndTheBestByLossAndNoOthers() {
    RowPlan plan = plan(RACE);
    // On the first rung 9 and 10 have the best accuracies, 1 and 2 the lowest losses.
    Step end = run(plan, (rate, epoch) -> rate, (rate, epoch) -> rate);

    assertThat(ran)
        .extracting(trial -> (int) trial.recipe().baseLearningRate() + ":" + trial.recipe().until())
        .containsExactly(
            "1:3", "2:3", "3:3", "4:3", "5:3", "6:3", "7:3", "8:3", "9:3", "10:3", "1:15", "2:15",
            "9:15", "10:15", "1:0", "10:0");
    assertThat(((Step.Done) end).chosen().recipe().baseLearningRate()).isEqualTo(10);
    assertThat(plan.progress(this::known).searched()).isEqualTo(SearchKind.RACE);
  }

  @Test
  void eliminatesNothingAmongEquals() {
    Step end = run(plan(RACE), (rate, epoch) -> epoch == EPOCHS ? rate : 10, (rate, epoch) -> 2);

    assertThat(ran).hasSize(30);
    assertThat(((Step.Done) end).chosen().recipe().baseLearningRate()).isEqualTo(10);
  }

  /** As an adapter's does on digits: where all accuracies are at chance, its loss has fallen. */
  @Test
  void keepsASettingWhoseLossFallsWhileAllAccuraciesAreAtChance() {
    Step end =
        run(
            plan(RACE),
            (rate, epoch) -> epoch > 3 && rate == 7 ? 85 : 4.5,
            (rate, epoch) -> rate == 7 ? 3 : 5.5);

    assertThat(((Step.Done) end).chosen().recipe().baseLearningRate()).isEqualTo(7);
  }

  @Test
  void leavesOutWhatDiverges() {
    run(plan(RACE), (rate, epoch) -> rate >= 9 ? Double.NaN : rate, (rate, epoch) -> rate);

    assertThat(ran)
        .filteredOn(trial -> trial.recipe().until() == 15)
        .extracting(trial -> trial.recipe().baseLearningRate())
        .containsExactly(1.0, 2.0, 7.0, 8.0);
  }

  @Test
  void trainsAllOthersIfNoneOfThoseThatGoOnEndsWell() {
    Step end =
        run(
            plan(RACE),
            (rate, epoch) -> epoch > 3 && (rate <= 2 || rate >= 9) ? Double.NaN : rate,
            (rate, epoch) -> rate);

    assertThat(((Step.Done) end).chosen().recipe().baseLearningRate()).isEqualTo(8);
  }

  @Test
  void isBlockedIfNoSettingEndsWell() {
    Step end =
        run(plan(RACE), (rate, epoch) -> epoch > 3 ? Double.NaN : rate, (rate, epoch) -> rate);

    assertThat(((Blocked) end).reason())
        .startsWith("no trial of the search of row 'row' on digits succeeded: ")
        .doesNotContain("(ok");
  }

  @Test
  void isBlockedOnARungWhileATrialOfItIsLost() {
    RowPlan plan = plan(RACE);
    Needs first = (Needs) plan.progress(this::known).next();
    first.trials().forEach(trial -> end(trial, Status.OK, 50, 1));
    end(first.trials().get(0), Status.CRASHED, Double.NaN, 1);

    assertThat(((Blocked) plan.progress(this::known).next()).reason())
        .isEqualTo(
            "the search of row 'row' on digits cannot choose without these trials; running again"
                + " tries them again: full digits search, seed 1, sgd lr 1 wd 0 to epoch 3, trial "
                + first.trials().get(0).id()
                + ": crashed (made up)");
  }

  @Test
  void takesTheChoiceOfAFullGridThatIsKnown() {
    Step grid = run(plan(Race.NONE), (rate, epoch) -> 100 - rate, (rate, epoch) -> 1);
    ran.clear();

    assertThat(plan(RACE).progress(this::known).next()).isEqualTo(grid);
    assertThat(plan(RACE).progress(this::known).searched()).isEqualTo(SearchKind.GRID);
  }

  /** To search the grid after a race continues the losers. */
  @Test
  void leavesToTheGridOnlyTheTrialsThatItEliminated() {
    run(plan(RACE), (rate, epoch) -> rate, (rate, epoch) -> rate);
    ran.clear();
    run(plan(Race.NONE), (rate, epoch) -> rate, (rate, epoch) -> rate);

    assertThat(ran)
        .extracting(trial -> trial.recipe().baseLearningRate())
        .containsExactly(2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0);
  }

  /** As soon as a rung is complete: until then any setting of it may go on. */
  @Test
  void saysWhichSettingsAreEliminated() {
    RowPlan plan = plan(RACE);
    ImmutableList<Trial> first = ((Needs) plan.progress(this::known).next()).trials();
    first.stream().skip(1).forEach(trial -> end(trial, Status.OK, 50, rate(trial)));
    assertThat(plan.progress(this::known).eliminated()).isEmpty();

    end(first.get(0), Status.OK, 49, 1); // of the others, all have the same accuracy
    assertThat(plan.progress(this::known).eliminated()).isEmpty();

    first.forEach(trial -> end(trial, Status.OK, rate(trial), rate(trial)));
    assertThat(plan.progress(this::known).eliminated())
        .containsExactlyElementsOf(first.subList(2, 8).stream().map(Trial::whole).toList());
    run(plan, (rate, epoch) -> rate, (rate, epoch) -> rate);
    assertThat(plan.progress(this::known).eliminated())
        .containsExactlyElementsOf(first.subList(1, 9).stream().map(Trial::whole).toList());
  }

  private static double rate(Trial trial) {
    return trial.recipe().baseLearningRate();
  }

  @Test
  void countsTheTrialsOfRungsThatAreAhead() {
    RowPlan plan = plan(RACE);
    assertThat(plan.planned(Stage.SEARCH)).isEqualTo(10);
    assertThat(plan.epochs(Stage.SEARCH)).isEqualTo(10 * 3 + 4 * 12 + 2 * 15);
    assertThat(plan.planned()).isEqualTo(10 + 4 + 2 + 1);
    Step.Needs first = (Needs) plan.progress(this::known).next();
    assertThat(plan.remaining(first)).isEqualTo(17);
    first.trials().forEach(trial -> end(trial, Status.OK, trial.recipe().baseLearningRate(), 1));
    assertThat(plan.remaining(plan.progress(this::known).next())).isLessThanOrEqualTo(4 + 2 + 9);
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 0:10", "10, 100, 10:100"})
  void refusesRungsThatAreNone(int epochs, int kept, String got) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rung(epochs, kept))
        .withMessage(
            "a rung has percent of epochs and of settings from 1 to 99, got '%s'".formatted(got));
  }

  private Step run(RowPlan plan, Curve accuracy, Curve loss) {
    while (plan.progress(this::known).next() instanceof Needs needs) {
      if (needs.stage() != Stage.SEARCH) {
        needs.trials().forEach(trial -> end(trial, Status.OK, 50, 1));
        continue;
      }
      for (Trial trial : needs.trials()) {
        Recipe recipe = trial.recipe();
        double reached = accuracy.at(recipe.baseLearningRate(), recipe.lastEpoch());
        ran.add(trial);
        end(
            trial,
            Double.isNaN(reached) ? Status.DIVERGED : Status.OK,
            reached,
            loss.at(recipe.baseLearningRate(), recipe.lastEpoch()));
      }
    }
    return plan.progress(this::known).next();
  }

  private void end(Trial trial, Status status, double accuracy, double loss) {
    journal.put(
        trial,
        new TrialResult(
            trial,
            1,
            status,
            status == Status.OK
                ? new Measured(accuracy, loss, 10, 10, 100, 1, 1000)
                : Measured.NONE,
            status == Status.OK ? "" : "made up",
            new Environment("unknown", "cpu", "fake", "none", "17"),
            Instant.EPOCH));
  }

  private Optional<TrialResult> known(Trial trial) {
    return Optional.ofNullable(journal.get(trial));
  }

  private static RowPlan plan(Race race) {
    SearchSpace search =
        new SearchSpace(
                OptimizerKind.SGD,
                IntStream.rangeClosed(1, 10)
                    .mapToObj(rate -> (double) rate)
                    .collect(ImmutableSortedSet.toImmutableSortedSet(Double::compare)),
                ImmutableSortedSet.of(0.0),
                EPOCHS,
                3,
                BatchSize.of(64))
            .in(race);
    Row row =
        new Row(
            "table",
            "row",
            "Full",
            "full",
            "mini",
            PaperPlanTest.AS_PRINTED,
            ImmutableSortedMap.of(),
            search,
            PruneSpace.NONE);
    return new RowPlan(
        row,
        "w1",
        "digits",
        "d1",
        ImmutableSet.of(),
        1,
        ImmutableList.of(42),
        false,
        Execution.DEFAULT);
  }
}
