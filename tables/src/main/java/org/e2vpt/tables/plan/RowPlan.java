package org.e2vpt.tables.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.ChosenEpoch;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.tuning.E2vptOptions.MaskTraining;
import org.e2vpt.harness.tuning.E2vptOptions.Rewinding;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.paper.Campaigns;
import org.e2vpt.tables.paper.PlanChoices;
import org.e2vpt.tables.paper.PlanChoices.FinalPrompts;
import org.e2vpt.tables.paper.PlanChoices.PrunedModel;
import org.e2vpt.tables.paper.PlanChoices.SearchSeeds;
import org.e2vpt.tables.plan.PruneSpace.Pruning;
import org.e2vpt.tables.plan.RowProgress.StageResults;

/**
 * The experiments of one row on one task (§4.1), in the row's protocol.
 *
 * <ol>
 *   <li>search: train every setting of the grid on train800; keep the one with the highest accuracy
 *       on val200, after the last epoch unless the protocol says otherwise, of equals the one whose
 *       variant of the method comes first, then the one with the smaller learning rate, then the
 *       smaller weight decay;
 *   <li>retraining, if the row prunes and its protocol prunes a model trained once more;
 *   <li>rewind search, if the row prunes: prune that model, rewind what remains and train again,
 *       for every pruning of the grid; keep the highest accuracy on val200, of equals the one that
 *       prunes more tokens, then more segments;
 *   <li>unpruned final, if the row prunes and its final runs are to be independent: train the
 *       unpruned setting on all 1000 images, once for each seed;
 *   <li>final: train the settings kept on all 1000 images, once for each seed, and measure on the
 *       test set; a row that prunes does so by the scores, and rewinds to the initial values, of
 *       its own unpruned run or of the one that the rewind search pruned;
 *   <li>embedding, if a figure shows the row: the first of these again, to embed its images.
 * </ol>
 *
 * <p>The two searches try all of their settings, or let them {@link Race}.
 *
 * <p>A stage with a single candidate has nothing to choose: it is left out, unless its model is
 * pruned.
 *
 * <p>It is a pure function of the results so far: to resume is to ask again.
 *
 * @param row what is run
 * @param weights sha256 of the row's backbone
 * @param task id of the data set
 * @param data sha256 of the data set
 * @param choices names of the protocol's choices that the row's method reads
 * @param campaign its number, from 1: in a repeat, searches and final trials have other seeds
 * @param seeds of the final trials
 * @param embeds whether a figure shows how the row's model embeds the images
 * @param execution in which precision, and with which shortcuts
 */
public record RowPlan(
    Row row,
    String weights,
    String task,
    String data,
    ImmutableSet<String> choices,
    int campaign,
    ImmutableList<Integer> seeds,
    boolean embeds,
    Execution execution) {

  /**
   * Seed of every trial of the first campaign's search, unless each has its own, and of what is
   * rewound to the initial values of one.
   */
  static final int SEARCH_SEED = 1;

  /** Likewise of the model that is trained once more before pruning. */
  static final int RETRAIN_SEED = 2;

  /** Likewise of every trial of a rewind search with fresh prompts. */
  static final int FRESH_SEED = 3;

  /** How the names of the options begin that say what is pruned. */
  private static final String PRUNE = "prune-";

  /** Option: id of the trial whose model is pruned. */
  public static final String PRUNE_FROM = "prune-from";

  /** Option: how many visual prompt tokens to prune. */
  static final String PRUNE_TOKENS = "prune-tokens";

  /** Option: how many segments to prune, in the mean over the tokens that are left. */
  static final String PRUNE_SEGMENTS = "prune-segments";

  private static final String MASK_TRAINING = "mask-training";

  /** How many digits of the id that a trial has with the shared seed are its own seed. */
  private static final int OWN_DIGITS = 6;

  private static final int HEX = 16;

  /** By the trial with the shared seed; kept, as each step of a run asks for all of a search. */
  private static final LoadingCache<Trial, Integer> OWN_SEEDS =
      CacheBuilder.newBuilder()
          .maximumSize(100_000)
          .build(CacheLoader.from(shared -> Integer.parseInt(shared.id(), 0, OWN_DIGITS, HEX)));

  public RowPlan {
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new IllegalArgumentException(
          "final trials need different seeds, at least one, got %s".formatted(seeds));
    }
  }

  /** The same with other seeds of the final trials. */
  public RowPlan with(ImmutableList<Integer> others) {
    return new RowPlan(row, weights, task, data, choices, campaign, others, embeds, execution);
  }

  /**
   * The procedure once more. No figure shows a repeat.
   *
   * @param number of the campaign
   */
  public RowPlan inCampaign(int number) {
    return new RowPlan(
        row,
        weights,
        task,
        data,
        choices,
        number,
        seeds.stream()
            .map(seed -> Campaigns.seed(Campaigns.firstSeed(seed, campaign), number))
            .collect(toImmutableList()),
        embeds && number == 1,
        execution);
  }

  /**
   * How far the experiments have come.
   *
   * @param known the settled result of a trial, whatever its status; empty if the trial has yet to
   *     be run, or to be run again
   * @return blocked if a search has a trial that neither ended well nor diverged, or a stage has
   *     none that ended well
   */
  public RowProgress progress(Function<Trial, Optional<TrialResult>> known) {
    ImmutableList.Builder<StageResults> begun = ImmutableList.builder();
    ImmutableList<Trial> trials = searchTrials();
    Trial chosen = trials.get(0);
    for (Stage stage : Stage.values()) {
      StageResults results =
          searches(stage)
              ? row.search().race().results(stage, trials, known)
              : StageResults.of(stage, trials, known);
      if (runs(stage, trials.size())) {
        begun.add(results);
        Optional<Step> unsettled = unsettled(results);
        if (unsettled.isPresent()) {
          // A seed whose two runs have ended counts without the others.
          if (stage == Stage.UNPRUNED) {
            begun.add(StageResults.of(Stage.FINAL, finalTrials(chosen, results), known));
          }
          return new RowProgress(begun.build(), unsettled.get());
        }
      }
      Trial best =
          runs(stage, trials.size())
              ? best(results.whole()).map(TrialResult::trial).orElse(chosen)
              : trials.get(0);
      switch (stage) {
        case SEARCH -> trials = prunes() ? retrainTrials(best) : ImmutableList.of(best);
        case RETRAIN -> trials = prunes() ? rewindTrials(best) : ImmutableList.of(best);
        case REWIND -> {
          chosen = best;
          trials = unprunedTrials(best);
        }
        case UNPRUNED -> trials = finalTrials(chosen, results);
        case FINAL -> trials = embeddingTrials(results);
        case EMBED -> {}
      }
    }
    return new RowProgress(begun.build(), new Step.Done(chosen));
  }

  /**
   * How many trials a stage has; known before any has run. Of a rewind search whose prompt length
   * is still to be chosen, the most that it can have.
   */
  public int planned(Stage stage) {
    int candidates =
        switch (stage) {
          case SEARCH -> variants().stream().mapToInt(options -> recipes(options).size()).sum();
          case RETRAIN -> 1;
          case REWIND ->
              prunes()
                  ? variants().stream()
                      .mapToInt(options -> prunings(options).size())
                      .max()
                      .orElse(0)
                  : 0;
          case UNPRUNED, FINAL -> seeds.size();
          case EMBED -> embeds ? 1 : 0;
        };
    return runs(stage, candidates) ? candidates : 0;
  }

  /**
   * The trials of a stage that is run, if they are known before any has run: all settings of a
   * grid, and the final runs where nothing is to be chosen before them.
   */
  public Optional<ImmutableList<Trial>> foreseen(Stage stage) {
    return switch (stage) {
      case SEARCH ->
          ends(stage).size() == planned(stage) // or most of them end early in a race
              ? Optional.of(searchTrials())
              : Optional.empty();
      case FINAL -> {
        ImmutableList<Trial> settings = searchTrials();
        yield prunes() || settings.size() > 1
            ? Optional.empty()
            : Optional.of(finalTrials(settings.get(0)));
      }
      case RETRAIN, REWIND, UNPRUNED, EMBED -> Optional.empty();
    };
  }

  /** Whether a stage with so many candidates is run: there is a choice, or a model is needed. */
  private boolean runs(Stage stage, int candidates) {
    return switch (stage) {
      case SEARCH -> candidates > 1 || prunes(PrunedModel.SEARCHED);
      case RETRAIN -> prunes(PrunedModel.RETRAINED);
      case REWIND -> prunes() && candidates > 1;
      case UNPRUNED -> prunes() && prunesOwn();
      case FINAL -> true;
      case EMBED -> embeds;
    };
  }

  /** Whether settings are compared, so that they can race. */
  private static boolean searches(Stage stage) {
    return stage == Stage.SEARCH || stage == Stage.REWIND;
  }

  /** How many epochs a stage trains in all, if no two settings are equal on a rung of a race. */
  public long epochs(Stage stage) {
    int trials = planned(stage);
    int epochs = row.search().epochs();
    return searches(stage) ? row.search().race().epochs(trials, epochs) : (long) trials * epochs;
  }

  private boolean prunes() {
    return !row.pruning().equals(PruneSpace.NONE);
  }

  /** Whether a model of this kind is pruned: for a rewind search, or for final runs. */
  private boolean prunes(PrunedModel kind) {
    return prunes()
        && row.protocol().plan().prunedModel() == kind
        && (!prunesOwn() || planned(Stage.REWIND) > 0);
  }

  private boolean prunesOwn() {
    return row.protocol().plan().finalPrompts() == FinalPrompts.OWN;
  }

  /** Such as {@code row 'linear' on dtd}, or {@code row 'linear' on dtd in repeat 2}. */
  public String words() {
    String first = "row '%s' on %s".formatted(row.id(), task);
    return campaign == 1 ? first : String.format(Locale.ROOT, "%s in repeat %d", first, campaign);
  }

  /** How many trials all stages have together, those of a race's rungs included. */
  public int planned() {
    return Arrays.stream(Stage.values()).mapToInt(stage -> ends(stage).size()).sum();
  }

  /**
   * How many trials are still to run at a step: its own, those of later rungs of a race, and those
   * of later stages.
   */
  public int remaining(Step step) {
    if (!(step instanceof Step.Needs needs)) {
      return 0;
    }
    int now = needs.trials().get(0).recipe().lastEpoch();
    long rungs = ends(needs.stage()).stream().filter(epoch -> epoch > now).count();
    int later =
        Arrays.stream(Stage.values())
            .filter(stage -> stage.compareTo(needs.stage()) > 0)
            .mapToInt(stage -> ends(stage).size())
            .sum();
    return needs.trials().size() + Math.toIntExact(rungs) + later;
  }

  /**
   * The epochs to which the trials of a stage go, in the order in which they run: of a race, all of
   * a rung come before those that go on from it.
   */
  public ImmutableList<Integer> ends(Stage stage) {
    ImmutableList.Builder<Integer> ends = ImmutableList.builder();
    int running = planned(stage);
    int epochs = row.search().epochs();
    if (searches(stage)) {
      for (Race.Level level : row.search().race().levels(running, epochs)) {
        ends.addAll(Collections.nCopies(running, level.epoch()));
        running = level.kept();
      }
    }
    return ends.addAll(Collections.nCopies(running, epochs)).build();
  }

  private ImmutableList<Trial> searchTrials() {
    return variants().stream()
        .flatMap(
            options ->
                recipes(options).stream().map(recipe -> searched(options, recipe, SEARCH_SEED)))
        .collect(toImmutableList());
  }

  private ImmutableList<Recipe> recipes(Map<String, String> options) {
    ChosenEpoch chosen = chosenEpoch();
    return row.search().recipes(row.protocol().plan(), options).stream()
        .map(recipe -> recipe.choosing(chosen))
        .collect(toImmutableList());
  }

  /** By which of their epochs learning rates, weight decays and lengths are compared. */
  public ChosenEpoch chosenEpoch() {
    return row.protocol().plan().chosenEpoch().on(task);
  }

  /**
   * The options of each variant: the row's own, the variant's, and those choices of its protocol
   * that its method reads.
   */
  public ImmutableList<ImmutableSortedMap<String, String>> variants() {
    Map<String, String> read =
        new TreeMap<>(Maps.filterKeys(row.protocol().choices(), choices::contains));
    if (!prunes()) {
      // The released commands without pruning have no masks at all.
      read.computeIfPresent(MASK_TRAINING, (name, word) -> RecordWords.word(MaskTraining.NONE));
    }
    read.entrySet().removeIf(choice -> method().isUnnamed(choice.getKey(), choice.getValue()));
    return row.search().variants().stream()
        .map(
            variant ->
                ImmutableSortedMap.<String, String>naturalOrder()
                    .putAll(row.options())
                    .putAll(variant)
                    .putAll(read)
                    .build())
        .collect(toImmutableList());
  }

  private Method<?> method() {
    return TuningMethods.get(row.method());
  }

  /** Ids in the lock of the files that its trials read beside the backbone's and the task's. */
  public ImmutableSet<String> files() {
    return variants().stream()
        .flatMap(options -> method().files(options).stream())
        .collect(toImmutableSet());
  }

  /** Options of a trial of this row that a search chooses: {@code ; prune-tokens 1; visual 10}. */
  public String chosen(Trial trial) {
    return trial.options().entrySet().stream()
        .filter(option -> !row.options().containsKey(option.getKey()))
        .filter(option -> !row.protocol().choices().containsKey(option.getKey()))
        .filter(option -> !option.getKey().equals(PRUNE_FROM))
        .map(option -> "; " + option.getKey() + " " + option.getValue())
        .collect(Collectors.joining());
  }

  /**
   * For each variant the options of the trials that a stage may have. Which model is pruned is not
   * known before, so it has no name here.
   */
  public ImmutableList<ImmutableList<ImmutableSortedMap<String, String>>> candidates(Stage stage) {
    boolean pruned =
        prunes() && (stage == Stage.REWIND || stage == Stage.FINAL || stage == Stage.EMBED);
    return variants().stream()
        .map(
            options ->
                pruned
                    ? prunings(options).stream()
                        .map(pruning -> pruned(options, "", pruning))
                        .collect(toImmutableList())
                    : ImmutableList.of(options))
        .collect(toImmutableList());
  }

  private static ImmutableSortedMap<String, String> pruned(
      ImmutableSortedMap<String, String> options, String from, Pruning pruning) {
    return ImmutableSortedMap.<String, String>naturalOrder()
        .putAll(options)
        .put(PRUNE_FROM, from)
        .put(PRUNE_TOKENS, Integer.toString(pruning.tokens()))
        .put(PRUNE_SEGMENTS, Integer.toString(pruning.segments()))
        .build();
  }

  /** The model to prune: trained once more, or the search's own. */
  private ImmutableList<Trial> retrainTrials(Trial chosen) {
    return ImmutableList.of(
        prunes(PrunedModel.RETRAINED)
            ? searched(chosen.options(), chosen.recipe().choosing(ChosenEpoch.LAST), RETRAIN_SEED)
            : chosen);
  }

  private ImmutableList<Pruning> prunings(Map<String, String> options) {
    int prompts = method().words().parse(options).visualPrompts();
    if (prompts == 0) {
      throw new IllegalStateException("row %s prunes, but has no visual prompts".formatted(row));
    }
    PlanChoices read = row.protocol().plan();
    return row.pruning().prunings(prompts, read.segments(), read.segmentsLeft());
  }

  private ImmutableList<Trial> rewindTrials(Trial from) {
    Recipe recipe = from.recipe().choosing(ChosenEpoch.LAST);
    boolean initial = row.protocol().plan().rewinding() == Rewinding.INITIAL;
    return prunings(from.options()).stream()
        .map(pruning -> pruned(from.options(), from.id(), pruning))
        .map(
            options ->
                initial
                    ? trial(Split.SEARCH, options, recipe, from.seed())
                    : searched(options, recipe, FRESH_SEED))
        .collect(toImmutableList());
  }

  private ImmutableList<Trial> unprunedTrials(Trial chosen) {
    ImmutableSortedMap<String, String> unpruned =
        ImmutableSortedMap.copyOf(
            Maps.filterKeys(chosen.options(), option -> !option.startsWith(PRUNE)));
    return seeds.stream()
        .map(seed -> trial(Split.FINAL, unpruned, chosen.recipe(), seed))
        .collect(toImmutableList());
  }

  /** Of each seed, unless it has lost the unpruned run that its final run would prune. */
  private ImmutableList<Trial> finalTrials(Trial chosen, StageResults unpruned) {
    if (!runs(Stage.UNPRUNED, seeds.size())) {
      return finalTrials(chosen);
    }
    return unpruned.results().stream()
        .filter(RowPlan::succeeded)
        .map(TrialResult::trial)
        .map(
            from ->
                trial(
                    Split.FINAL,
                    ImmutableSortedMap.<String, String>naturalOrder()
                        .putAll(Maps.filterKeys(chosen.options(), o -> !o.equals(PRUNE_FROM)))
                        .put(PRUNE_FROM, from.id())
                        .build(),
                    chosen.recipe(),
                    from.seed()))
        .collect(toImmutableList());
  }

  private ImmutableList<Trial> finalTrials(Trial chosen) {
    return seeds.stream()
        .map(seed -> trial(Split.FINAL, chosen.options(), chosen.recipe(), seed))
        .collect(toImmutableList());
  }

  /** The final model again that a figure shows. */
  private static ImmutableList<Trial> embeddingTrials(StageResults finals) {
    return finals.results().stream()
        .filter(RowPlan::succeeded)
        .limit(1)
        .map(end -> end.trial().withSplit(Split.EMBED))
        .collect(toImmutableList());
  }

  /**
   * A trial of a search: with the seed that all of them share, or its own, which follows from all
   * of its setting.
   *
   * @param seed shared in the first campaign
   */
  private Trial searched(ImmutableSortedMap<String, String> options, Recipe recipe, int seed) {
    Trial shared = trial(Split.SEARCH, options, recipe, Campaigns.seed(seed, campaign));
    return row.protocol().plan().searchSeeds() == SearchSeeds.SHARED
        ? shared
        : trial(Split.SEARCH, options, recipe, OWN_SEEDS.getUnchecked(shared));
  }

  private Trial trial(
      Split split, ImmutableSortedMap<String, String> options, Recipe recipe, int seed) {
    Trial searched =
        new Trial(
            row.backbone(),
            weights,
            task,
            data,
            Split.SEARCH,
            row.method(),
            options,
            recipe,
            seed,
            execution);
    return searched.withSplit(split);
  }

  /** The step to take before the stage's outcome is known, or empty if it is. */
  private Optional<Step> unsettled(StageResults stage) {
    Set<Trial> ended = stage.results().stream().map(TrialResult::trial).collect(Collectors.toSet());
    ImmutableList<Trial> missing =
        stage.trials().stream().filter(trial -> !ended.contains(trial)).collect(toImmutableList());
    if (!missing.isEmpty()) {
      return Optional.of(new Step.Needs(stage.stage(), missing));
    }
    List<TrialResult> lost = stage.results().stream().filter(RowPlan::lost).toList();
    return switch (stage.stage()) {
      case SEARCH, RETRAIN, REWIND ->
          lost.isEmpty()
              ? blockedIfNoneSucceeded(stage)
              : Optional.of(
                  new Step.Blocked(
                      stage.stage(),
                      reason(
                          "the %s of %s cannot choose without these trials; running again tries"
                              + " them again",
                          stage.stage(), lost)));
      case UNPRUNED, FINAL -> blockedIfNoneSucceeded(stage);
      case EMBED -> Optional.empty(); // a figure that is not drawn stops nothing
    };
  }

  private Optional<Step> blockedIfNoneSucceeded(StageResults stage) {
    return stage.whole().stream().anyMatch(RowPlan::succeeded)
        ? Optional.empty()
        : Optional.of(
            new Step.Blocked(
                stage.stage(),
                reason(
                    "no trial of the %s of %s succeeded",
                    stage.stage(),
                    stage.results().stream().filter(end -> !succeeded(end)).toList())));
  }

  /** The first of those with the highest accuracy: trials come in order of preference. */
  static Optional<TrialResult> best(List<TrialResult> results) {
    return results.stream()
        .filter(RowPlan::succeeded)
        .reduce((best, next) -> accuracy(next) > accuracy(best) ? next : best);
  }

  private static boolean succeeded(TrialResult result) {
    if (result.status() == Status.OK && Double.isNaN(accuracy(result))) {
      throw new IllegalStateException(
          "trial %s is ok but has no accuracy; remove its result and run it again"
              .formatted(result.trial().id()));
    }
    return result.status() == Status.OK;
  }

  /**
   * Whether the trial could end otherwise if it ran again. A search that went on without it could
   * choose another setting than one with it; divergence, in contrast, is an outcome.
   */
  static boolean lost(TrialResult result) {
    return result.status() != Status.OK && result.status() != Status.DIVERGED;
  }

  private static double accuracy(TrialResult result) {
    return result.measured().accuracy();
  }

  private String reason(String what, Stage stage, List<TrialResult> results) {
    return results.stream()
        .map(
            result ->
                "%s, trial %s: %s (%s)"
                    .formatted(
                        result.trial().describe(),
                        result.trial().id(),
                        result.status().name().toLowerCase(Locale.ROOT),
                        result.message()))
        .collect(Collectors.joining("; ", what.formatted(stage.title(), words()) + ": ", ""));
  }
}
