package org.e2vpt.tables.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Iterables;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.ChosenEpoch;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.BatchSize;
import org.e2vpt.tables.paper.PlanChoices.SearchSeeds;
import org.e2vpt.tables.paper.Protocol;
import org.e2vpt.tables.plan.Step.Blocked;
import org.e2vpt.tables.plan.Step.Done;
import org.e2vpt.tables.plan.Step.Needs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowPlanTest {

  private static final PruneSpace PRUNING =
      new PruneSpace(ImmutableSortedSet.of(25, 50), ImmutableSortedSet.of(0, 50));

  /** As if the method read these and no other. */
  private static final ImmutableSet<String> CHOICES = ImmutableSet.of("importance", "segments");

  private final FakeLab lab = new FakeLab();

  @Test
  void searchesTheWholeGridOnTheSearchSplitFirst() {
    Needs needs = (Needs) plan(PRUNING).progress(lab::known).next();

    assertThat(needs.stage()).isEqualTo(Stage.SEARCH);
    assertThat(needs.trials())
        .extracting(trial -> trial.settings(Protocol.names()))
        .containsExactly(
            "sgd lr 0.5 wd 0; visual 4",
            "sgd lr 0.5 wd 0.01; visual 4",
            "sgd lr 2 wd 0; visual 4",
            "sgd lr 2 wd 0.01; visual 4");
    assertThat(needs.trials())
        .allSatisfy(trial -> assertThat(trial.split()).isEqualTo(Split.SEARCH))
        .allSatisfy(trial -> assertThat(trial.seed()).isEqualTo(RowPlan.SEARCH_SEED));
  }

  @Test
  void prunesTheBestOfTheSearchInEveryCombination() {
    Trial best = finishSearch(1, 4, 3, 2);

    Needs needs = (Needs) plan(PRUNING).progress(lab::known).next();

    assertThat(needs.stage()).isEqualTo(Stage.REWIND);
    String setting = "sgd lr 0.5 wd 0.01; prune-from %s; prune-segments ".formatted(best.id());
    assertThat(needs.trials())
        .extracting(trial -> trial.settings(Protocol.names()))
        .containsExactly(
            setting + "4; prune-tokens 2; visual 4",
            setting + "0; prune-tokens 2; visual 4",
            setting + "4; prune-tokens 1; visual 4",
            setting + "0; prune-tokens 1; visual 4");
    assertThat(needs.trials())
        .allSatisfy(trial -> assertThat(trial.split()).isEqualTo(Split.SEARCH))
        .allSatisfy(trial -> assertThat(trial.seed()).isEqualTo(RowPlan.SEARCH_SEED));
  }

  /** Else the final runs would start from the same prompts, and be no independent runs (§4.1). */
  @Test
  void prunesAndRewindsTheUnprunedRunOfItsOwnSeed() {
    Trial best = finishSearch(1, 4, 3, 2);
    lab.finish(needs(plan(PRUNING)), 1, 2, 4, 3);

    Needs unpruned = (Needs) plan(PRUNING).progress(lab::known).next();

    assertThat(unpruned.stage()).isEqualTo(Stage.UNPRUNED);
    assertThat(unpruned.trials())
        .extracting(Trial::describe)
        .containsExactly(
            "e2vpt digits final, seed 42, sgd lr 0.5 wd 0.01",
            "e2vpt digits final, seed 44, sgd lr 0.5 wd 0.01");
    assertThat(unpruned.trials()).extracting(Trial::options).containsOnly(best.options());

    lab.finish(unpruned.trials(), 80, 81);
    Needs needs = (Needs) plan(PRUNING).progress(lab::known).next();

    assertThat(needs.stage()).isEqualTo(Stage.FINAL);
    assertThat(needs.trials())
        .extracting(trial -> trial.seed() + ": " + trial.settings(Protocol.names()))
        .containsExactlyElementsOf(
            unpruned.trials().stream()
                .map(
                    from ->
                        from.seed()
                            + ": sgd lr 0.5 wd 0.01; prune-from %s; prune-segments 4; prune-tokens 1; visual 4"
                                .formatted(from.id()))
                .toList());
    assertThat(plan(PRUNING).planned()).isEqualTo(4 + 4 + 2 + 2);
  }

  /** There is nothing to prune. */
  @Test
  void hasNoFinalRunOfASeedWhoseUnprunedRunIsLost() {
    finishSearch(1, 4, 3, 2);
    lab.finish(needs(plan(PRUNING)), 1, 2, 4, 3);
    List<Trial> unpruned = needs(plan(PRUNING));
    lab.fail(unpruned.get(0), Status.CRASHED);
    lab.finish(unpruned.subList(1, 2), 81);

    assertThat(needs(plan(PRUNING)))
        .singleElement()
        .satisfies(
            trial -> assertThat(trial.options()).containsEntry("prune-from", unpruned.get(1).id()));
  }

  @Test
  void runsTheChosenSettingOnceForEachSeed() {
    Protocol searched = PaperPlanTest.AS_PRINTED.with(Map.of("final-prompts", "searched"));
    Trial best = finishSearch(1, 4, 3, 2);
    lab.finish(needs(plan(PRUNING, searched)), 1, 2, 4, 3);

    Needs needs = (Needs) plan(PRUNING, searched).progress(lab::known).next();

    assertThat(needs.stage()).isEqualTo(Stage.FINAL);
    assertThat(needs.trials())
        .extracting(Trial::describe)
        .containsExactly(
            "e2vpt digits final, seed 42, sgd lr 0.5 wd 0.01",
            "e2vpt digits final, seed 44, sgd lr 0.5 wd 0.01");
    assertThat(needs.trials())
        .extracting(trial -> trial.settings(Protocol.names()))
        .containsOnly(
            "sgd lr 0.5 wd 0.01; prune-from %s; prune-segments 4; prune-tokens 1; visual 4"
                .formatted(best.id()));
  }

  @Test
  void goesFromSearchToFinalIfTheRowDoesNotPrune() {
    Trial best = finishSearch(1, 2, 4, 3);

    Needs needs = (Needs) plan(PruneSpace.NONE).progress(lab::known).next();

    assertThat(needs.stage()).isEqualTo(Stage.FINAL);
    assertThat(needs.trials())
        .allSatisfy(trial -> assertThat(trial.options()).isEqualTo(best.options()))
        .allSatisfy(trial -> assertThat(trial.recipe()).isEqualTo(best.recipe()));
  }

  @Test
  void endsWithTheChosenTrialAndOneResultPerSeed() {
    RowPlan plan = plan(PRUNING);
    finishSearch(1, 4, 3, 2);
    List<Trial> rewind = needs(plan);
    lab.finish(rewind, 1, 2, 4, 3);
    lab.finish(needs(plan), 80, 81);
    lab.finish(needs(plan), 91, 93);

    Done done = (Done) plan.progress(lab::known).next();

    assertThat(done.chosen()).isEqualTo(rewind.get(2));
    assertThat(plan.progress(lab::known).results(Stage.FINAL))
        .extracting(result -> result.trial().seed() + ": " + result.measured().accuracy())
        .containsExactly("42: 91.0", "44: 93.0");
  }

  @Test
  void ofEqualSearchTrialsTheSmallerLearningRateThenTheSmallerWeightDecayWins() {
    Trial best = finishSearch(3, 3, 3, 3);

    assertThat(best.recipe().baseLearningRate()).isEqualTo(0.5);
    assertThat(chosenOptionsOfNextStage()).containsEntry("prune-from", best.id());
    assertThat(best.recipe().weightDecay()).isZero();
  }

  @Test
  void ofEqualPruningsTheOneWithMoreTokensThenMoreSegmentsPrunedWins() {
    finishSearch(1, 4, 3, 2);
    lab.finish(needs(plan(PRUNING)), 3, 3, 3, 3);
    lab.finish(needs(plan(PRUNING)), 1, 1);

    assertThat(chosenOptionsOfNextStage())
        .containsEntry("prune-tokens", "2")
        .containsEntry("prune-segments", "4");
  }

  @Test
  void ofEqualSearchTrialsTheOneWhoseVariantComesFirstWins() {
    RowPlan plan = variants(PruneSpace.NONE, "8", "4");
    lab.finish(needs(plan), 1, 3, 3, 1, 3, 3, 3, 3);

    assertThat(needs(plan).get(0).settings(Protocol.names()))
        .isEqualTo("sgd lr 0.5 wd 0.01; visual 8");
  }

  @Test
  void prunesThePromptsOfTheVariantThatWasChosen() {
    RowPlan plan = variants(PRUNING, "8", "4");
    lab.finish(needs(plan), 1, 2, 3, 4, 9, 4, 3, 2);

    assertThat(needs(plan))
        .hasSize(4)
        .allSatisfy(trial -> assertThat(trial.options()).containsEntry("visual", "4"));
    assertThat(plan.planned(Stage.REWIND)).isEqualTo(4);
  }

  private static RowPlan variants(PruneSpace pruning, String... visual) {
    RowPlan plan = plan(pruning);
    Row row = plan.row();
    SearchSpace one = row.search();
    SearchSpace several =
        new SearchSpace(
            one.optimizer(),
            one.learningRates(),
            one.weightDecays(),
            one.epochs(),
            one.warmupEpochs(),
            one.batch(),
            Stream.of(visual)
                .map(length -> ImmutableSortedMap.of("visual", length))
                .collect(ImmutableList.toImmutableList()));
    return new RowPlan(
        new Row(
            row.table(),
            row.id(),
            row.title(),
            row.method(),
            row.backbone(),
            row.protocol(),
            ImmutableSortedMap.of(),
            several,
            pruning),
        plan.weights(),
        plan.task(),
        plan.data(),
        plan.choices(),
        plan.campaign(),
        plan.seeds(),
        plan.embeds(),
        plan.execution());
  }

  @Test
  void neverChoosesATrialThatDiverged() {
    List<Trial> search = needs(plan(PRUNING));
    lab.fail(search.get(0), Status.DIVERGED);
    lab.fail(search.get(1), Status.DIVERGED);
    lab.finish(search.subList(2, 4), 1, 2);

    assertThat(chosenOptionsOfNextStage()).containsEntry("prune-from", search.get(3).id());
  }

  @Test
  void retrainsBeforePruningIfItsProtocolDoes() {
    RowPlan plan = plan(PRUNING, PaperPlanTest.AS_RELEASED);
    lab.finish(needs(plan), 1, 4, 3, 2);

    Needs retrain = (Needs) plan.progress(lab::known).next();

    assertThat(retrain.stage()).isEqualTo(Stage.RETRAIN);
    assertThat(retrain.trials())
        .singleElement()
        .satisfies(trial -> assertThat(trial.recipe().weightDecay()).isEqualTo(0.01));

    lab.finish(retrain.trials(), 3.5);
    Needs rewind = (Needs) plan.progress(lab::known).next();

    assertThat(rewind.stage()).isEqualTo(Stage.REWIND);
    assertThat(rewind.trials())
        .hasSize(4)
        .allSatisfy(
            trial ->
                assertThat(trial.options())
                    .containsEntry("prune-from", retrain.trials().get(0).id())
                    .containsEntry("importance", "signed")
                    .containsEntry("segments", "16"));
    assertThat(plan.planned()).isEqualTo(4 + 1 + 4 + 2);
  }

  /**
   * As the released script for FGVC; prunings are compared, and results told, of the last epoch.
   */
  @Test
  void comparesSettingsOnFgvcByTheirBestEpochsIfItsProtocolSaysSo() {
    RowPlan digits = plan(PRUNING, PaperPlanTest.AS_RELEASED);
    RowPlan fgvc = on("fgvc_cub", digits);
    lab.runStages(digits);
    assertThat(lab.results())
        .extracting(end -> end.trial().recipe().chosenEpoch())
        .containsOnly(ChosenEpoch.LAST);

    FakeLab another = new FakeLab();
    another.runStages(fgvc);

    assertThat(
            another.results().stream()
                .filter(end -> end.trial().recipe().chosenEpoch() == ChosenEpoch.BEST)
                .map(TrialResult::trial))
        .containsExactlyElementsOf(needs(fgvc))
        .hasSize(4);
    assertThat(fgvc.progress(another::known).next()).isInstanceOf(Step.Done.class);
  }

  private static RowPlan on(String task, RowPlan plan) {
    return new RowPlan(
        plan.row(),
        plan.weights(),
        task,
        plan.data(),
        plan.choices(),
        plan.campaign(),
        plan.seeds(),
        plan.embeds(),
        plan.execution());
  }

  /** No command of a search names a seed. */
  @Test
  void searchesWithASeedForEachTrialIfItsProtocolSaysSo() {
    RowPlan own = plan(PRUNING, PaperPlanTest.AS_RELEASED);
    RowPlan shared =
        plan(PRUNING, PaperPlanTest.AS_RELEASED.with(Map.of("search-seeds", "shared")));
    FakeLab another = new FakeLab();
    lab.runStages(own);
    another.runStages(shared);

    assertThat(seeds(lab, Split.SEARCH)).hasSize(4 + 1 + 4).doesNotHaveDuplicates();
    assertThat(seeds(another, Split.SEARCH))
        .containsOnlyOnce(RowPlan.RETRAIN_SEED)
        .containsOnly(RowPlan.SEARCH_SEED, RowPlan.RETRAIN_SEED, RowPlan.FRESH_SEED);
    assertThat(seeds(lab, Split.FINAL)).isEqualTo(seeds(another, Split.FINAL));
  }

  /** So a run that was stopped in between shows what it has. */
  @Test
  void countsAFinalRunWhoseUnprunedRunHasEndedWithoutThoseOfOtherSeeds() {
    RowPlan plan = plan(PRUNING, PaperPlanTest.AS_PRINTED);
    FakeLab complete = new FakeLab();
    complete.runStages(plan);
    Function<Trial, Optional<TrialResult>> first =
        trial ->
            trial.split() == Split.FINAL && trial.seed() != 42
                ? Optional.empty()
                : complete.known(trial);

    RowProgress progress = plan.progress(first);

    assertThat(((Needs) progress.next()).stage()).isEqualTo(Stage.UNPRUNED);
    assertThat(progress.results(Stage.FINAL))
        .singleElement()
        .satisfies(end -> assertThat(end.trial().seed()).isEqualTo(42));
  }

  /** Also if both choose the same setting, or prune the same. */
  @ParameterizedTest
  @EnumSource(SearchSeeds.class)
  void sharesNoTrialWithARepeat(SearchSeeds searchSeeds) {
    Protocol protocol =
        PaperPlanTest.AS_PRINTED.with(Map.of("search-seeds", RecordWords.word(searchSeeds)));
    RowPlan first = plan(PRUNING, protocol);
    RowPlan second = first.inCampaign(2);
    FakeLab another = new FakeLab();
    lab.runStages(first);
    another.runStages(second);

    assertThat(first.inCampaign(1)).isEqualTo(first);
    assertThat(second.seeds()).containsExactly(1042, 1044);
    assertThat(another.results()).hasSameSizeAs(lab.results());
    assertThat(Iterables.concat(ids(lab), ids(another))).doesNotHaveDuplicates();
  }

  private static List<Integer> seeds(FakeLab lab, Split split) {
    return lab.results().stream()
        .map(TrialResult::trial)
        .filter(trial -> trial.split() == split)
        .map(Trial::seed)
        .toList();
  }

  private static List<String> ids(FakeLab lab) {
    return lab.results().stream().map(result -> result.trial().id()).toList();
  }

  /** Its commands without pruning switch the masks off. */
  @Test
  void trainsNoMasksForARowThatDoesNotPrune() {
    RowPlan pruning = plan(PRUNING, PaperPlanTest.AS_RELEASED);
    RowPlan plan =
        new RowPlan(
            plan(PruneSpace.NONE, PaperPlanTest.AS_RELEASED).row(),
            "w1",
            "digits",
            "d1",
            ImmutableSet.of("mask-training"),
            1,
            ImmutableList.of(42),
            false,
            Execution.DEFAULT);
    RowPlan masked =
        new RowPlan(
            pruning.row(),
            "w1",
            "digits",
            "d1",
            plan.choices(),
            1,
            ImmutableList.of(42),
            false,
            Execution.DEFAULT);

    assertThat(needs(plan).get(0).options()).containsEntry("mask-training", "none");
    assertThat(needs(masked).get(0).options()).containsEntry("mask-training", "trained");
  }

  /** Of 16 points of a grid, 8 are different. */
  @Test
  void trainsWhatTheReleasedOptimiserFallsThroughToOnce() {
    SearchSpace finetune =
        new SearchSpace(
            OptimizerKind.ADAMW,
            ImmutableSortedSet.of(0.0001, 0.0005, 0.001, 0.005),
            ImmutableSortedSet.of(0.01, 0.001, 0.0001, 0.0),
            100,
            5,
            BatchSize.of(128));

    assertThat(finetune.recipes(PaperPlanTest.AS_PRINTED.plan(), Map.of())).hasSize(16);
    assertThat(finetune.recipes(PaperPlanTest.AS_RELEASED.plan(), Map.of()))
        .extracting(Recipe::optimizer, Recipe::weightDecay)
        .hasSize(8)
        .containsOnly(tuple(OptimizerKind.SGD, 0.0), tuple(OptimizerKind.ADAMW, 0.01));
  }

  /** With the lost trial, another setting could have won. */
  @ParameterizedTest
  @EnumSource(names = {"FAILED", "CRASHED", "TIMEOUT", "INTERRUPTED"})
  void isBlockedRatherThanChoosingWithoutALostTrialOfTheSearch(Status lost) {
    List<Trial> search = needs(plan(PRUNING));
    lab.fail(search.get(0), Status.DIVERGED);
    lab.fail(search.get(1), lost);
    lab.finish(search.subList(2, 4), 1, 2);

    assertThat(plan(PRUNING).progress(lab::known).next())
        .isEqualTo(
            new Blocked(
                Stage.SEARCH,
                "the search of row 'e2vpt-row' on digits cannot choose without these trials;"
                    + " running again tries them again:"
                    + " e2vpt digits search, seed 1, sgd lr 0.5 wd 0.01, trial %s: %s (made to fail)"
                        .formatted(search.get(1).id(), lost.name().toLowerCase(Locale.ROOT))));
  }

  @Test
  void isBlockedRatherThanChoosingWithoutALostPruning() {
    finishSearch(1, 4, 3, 2);
    List<Trial> rewind = needs(plan(PRUNING));
    lab.finish(rewind.subList(0, 3), 1, 2, 3);
    lab.fail(rewind.get(3), Status.TIMEOUT);

    Blocked blocked = (Blocked) plan(PRUNING).progress(lab::known).next();

    assertThat(blocked.stage()).isEqualTo(Stage.REWIND);
    assertThat(blocked.reason())
        .endsWith(
            "again: %s, trial %s: timeout (made to fail)"
                .formatted(rewind.get(3).describe(), rewind.get(3).id()));
  }

  @Test
  void asksForTheRestOfAStageBeforeALostTrialBlocksIt() {
    List<Trial> search = needs(plan(PRUNING));
    lab.fail(search.get(0), Status.CRASHED);

    assertThat(needs(plan(PRUNING))).isEqualTo(search.subList(1, 4));
  }

  @Test
  void asksOnlyForTheTrialsOfTheStageThatAreMissing() {
    List<Trial> search = needs(plan(PRUNING));
    lab.finish(search.subList(1, 3), 1, 2);

    assertThat(needs(plan(PRUNING))).containsExactly(search.get(0), search.get(3));
  }

  @Test
  void isBlockedWithTheReasonsIfEveryTrialOfAStageDiverged() {
    List<Trial> search = needs(plan(PruneSpace.NONE));
    search.forEach(trial -> lab.fail(trial, Status.DIVERGED));

    Blocked blocked = (Blocked) plan(PruneSpace.NONE).progress(lab::known).next();

    assertThat(blocked.stage()).isEqualTo(Stage.SEARCH);
    assertThat(blocked.reason())
        .startsWith(
            ("no trial of the search of row 'e2vpt-row' on digits succeeded:"
                    + " e2vpt digits search, seed 1, sgd lr 0.5 wd 0, trial %s:"
                    + " diverged (made to fail); e2vpt digits search, seed 1, sgd lr 0.5 wd 0.01")
                .formatted(search.get(0).id()));
  }

  @Test
  void finishesWithTheSeedsThatSucceededAndShowsTheOthers() {
    RowPlan plan = plan(PruneSpace.NONE);
    finishSearch(1, 2, 3, 4);
    List<Trial> finals = needs(plan);
    lab.finish(finals.subList(0, 1), 90);
    lab.fail(finals.get(1), Status.TIMEOUT);

    assertThat(plan.progress(lab::known).next()).isInstanceOf(Done.class);
    assertThat(plan.progress(lab::known).results(Stage.FINAL))
        .extracting(TrialResult::status)
        .containsExactly(Status.OK, Status.TIMEOUT);
  }

  /** Its tensors are not kept, so the first final model that there is is trained again. */
  @Test
  void embedsImagesByTheFirstFinalModelIfAFigureShowsTheRow() {
    RowPlan plan = plan(PruneSpace.NONE, PaperPlanTest.AS_PRINTED, true);
    finishSearch(1, 2, 3, 4);
    List<Trial> finals = needs(plan);
    lab.fail(finals.get(0), Status.CRASHED);
    lab.finish(finals.subList(1, 2), 90);

    Needs needs = (Needs) plan.progress(lab::known).next();

    assertThat(needs.stage()).isEqualTo(Stage.EMBED);
    assertThat(needs.trials()).containsExactly(finals.get(1).withSplit(Split.EMBED));
    assertThat(plan.planned(Stage.EMBED)).isEqualTo(1);
    assertThat(plan.remaining(needs)).isEqualTo(1);

    lab.fail(needs.trials().get(0), Status.CRASHED);
    assertThat(plan.progress(lab::known).next())
        .as("a figure that is not drawn stops nothing")
        .isInstanceOf(Done.class);
  }

  @Test
  void tellsWhatItHasBegunStageByStage() {
    RowPlan plan = plan(PRUNING);
    assertThat(stages(plan)).containsExactly("SEARCH 0 of 4");
    Trial best = finishSearch(1, 4, 3, 2);
    List<Trial> rewind = needs(plan);
    lab.finish(rewind.subList(1, 3), 2, 3);

    RowProgress progress = plan.progress(lab::known);

    assertThat(stages(plan)).containsExactly("SEARCH 4 of 4", "REWIND 2 of 4");
    assertThat(progress.results()).hasSize(6).extracting(TrialResult::trial).contains(best);
    assertThat(progress.results(Stage.REWIND))
        .extracting(TrialResult::trial)
        .isEqualTo(rewind.subList(1, 3));
    assertThat(progress.results(Stage.FINAL)).isEmpty();
  }

  private List<String> stages(RowPlan plan) {
    return plan.progress(lab::known).stages().stream()
        .map(
            stage ->
                String.format(
                    Locale.ROOT,
                    "%s %d of %d",
                    stage.stage(),
                    stage.results().size(),
                    stage.trials().size()))
        .toList();
  }

  @Test
  void refusesAnOkResultWithoutAccuracy() {
    List<Trial> search = needs(plan(PRUNING));
    lab.finish(search, 1, 2, Double.NaN, 3);

    assertThatIllegalStateException()
        .isThrownBy(() -> plan(PRUNING).progress(lab::known).next())
        .withMessage(
            "trial %s is ok but has no accuracy; remove its result and run it again"
                .formatted(search.get(2).id()));
  }

  @Test
  void knowsTheNumberOfTrialsBeforehandAndCountsDown() {
    RowPlan plan = plan(PRUNING);

    assertThat(Stream.of(Stage.values()).map(plan::planned)).containsExactly(4, 0, 4, 2, 2, 0);
    assertThat(plan.planned()).isEqualTo(12);
    assertThat(plan.remaining(plan.progress(lab::known).next())).isEqualTo(12);
    lab.finish(needs(plan).subList(0, 3), 1, 2, 3);
    assertThat(plan.remaining(plan.progress(lab::known).next())).isEqualTo(9);
    lab.finish(needs(plan), 4);
    lab.finish(needs(plan), 1, 2, 3, 4);
    assertThat(plan.remaining(plan.progress(lab::known).next())).isEqualTo(4);
    lab.finish(needs(plan), 1, 2);
    assertThat(plan.remaining(plan.progress(lab::known).next())).isEqualTo(2);
    lab.finish(needs(plan), 1, 2);
    assertThat(plan.remaining(plan.progress(lab::known).next())).isZero();
  }

  /** Trials are known by content, so that rows with the same setting pay for it once. */
  @Test
  void rowsOfAnotherNameShareTheirTrials() {
    RowPlan plan = plan(PRUNING);
    Row row = plan.row();
    Row renamed =
        new Row(
            "other",
            "other",
            "Other",
            row.method(),
            row.backbone(),
            row.protocol(),
            row.options(),
            row.search(),
            PRUNING);
    lab.runToEnd(plan);

    RowPlan other =
        new RowPlan(
            renamed,
            plan.weights(),
            plan.task(),
            plan.data(),
            plan.choices(),
            plan.campaign(),
            plan.seeds(),
            plan.embeds(),
            plan.execution());

    assertThat(other.progress(lab::known).next())
        .isEqualTo(plan.progress(lab::known).next())
        .isInstanceOf(Done.class);
  }

  @Test
  void settingsOfATrialAreSpelledOutInItsIdentity() {
    assertThat(needs(plan(PRUNING)).get(0).canonical())
        .isEqualTo(
            String.format(
                    Locale.ROOT,
                    "backbone=mini;base_lr=0.5;batch=64;data=d1;epochs=30;method=e2vpt;numerics=%d;",
                    Trial.NUMERICS)
                + "optimizer=sgd;option.importance=absolute;option.segments=8;option.visual=4;seed=1;"
                + "split=search;task=digits;warmup=from-first-step;warmup_epochs=3;weight_decay=0;weights=w1");
  }

  @Test
  void refusesRepeatedSeeds() {
    RowPlan plan = plan(PRUNING);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan.with(ImmutableList.of(42, 44, 42)))
        .withMessage("final trials need different seeds, at least one, got [42, 44, 42]");
  }

  @Test
  void refusesASearchOfNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SearchSpace(
                    OptimizerKind.SGD,
                    ImmutableSortedSet.of(),
                    ImmutableSortedSet.of(0.1),
                    30,
                    3,
                    BatchSize.of(64)))
        .withMessage(
            "a search needs at least one learning rate and one weight decay, got [] and [0.1]");
  }

  @Test
  void refusesHalfAPruneSpaceAndPercentsThatAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PruneSpace(ImmutableSortedSet.of(10), ImmutableSortedSet.of()))
        .withMessage(
            "pruning needs percents of tokens and of segments (0 for none), got [10] and []");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PruneSpace(ImmutableSortedSet.of(10), ImmutableSortedSet.of(100)))
        .withMessage("percents of pruned segments must be 0 to 99, got [100]");
  }

  private Trial finishSearch(double... accuracies) {
    List<Trial> search = needs(plan(PRUNING));
    lab.finish(search, accuracies);
    int best = 0;
    for (int i = 1; i < accuracies.length; i++) {
      best = accuracies[i] > accuracies[best] ? i : best;
    }
    return search.get(best);
  }

  private ImmutableSortedMap<String, String> chosenOptionsOfNextStage() {
    return needs(plan(PRUNING)).get(0).options();
  }

  private List<Trial> needs(RowPlan plan) {
    return ((Needs) plan.progress(lab::known).next()).trials();
  }

  private static RowPlan plan(PruneSpace pruning) {
    return plan(pruning, PaperPlanTest.AS_PRINTED);
  }

  private static RowPlan plan(PruneSpace pruning, Protocol protocol) {
    return plan(pruning, protocol, false);
  }

  private static RowPlan plan(PruneSpace pruning, Protocol protocol, boolean embeds) {
    SearchSpace search =
        new SearchSpace(
            OptimizerKind.SGD,
            ImmutableSortedSet.of(2.0, 0.5),
            ImmutableSortedSet.of(0.01, 0.0),
            30,
            3,
            BatchSize.of(64));
    Row row =
        new Row(
            "table",
            "e2vpt-row",
            "E²VPT",
            "e2vpt",
            "mini",
            protocol,
            ImmutableSortedMap.of("visual", "4"),
            search,
            pruning);
    return new RowPlan(
        row, "w1", "digits", "d1", CHOICES, 1, ImmutableList.of(42, 44), embeds, Execution.DEFAULT);
  }
}
