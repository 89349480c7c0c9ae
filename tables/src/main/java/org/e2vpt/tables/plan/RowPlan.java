package org.e2vpt.tables.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.harness.protocol.Protocol.PrunedModel;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.tuning.E2vptOptions.MaskTraining;
import org.e2vpt.harness.tuning.E2vptOptions.Rewinding;
import org.e2vpt.tables.plan.PruneSpace.Pruning;

/**
 * The experiments of one row on one task (§4.1), in the row's protocol.
 *
 * <ol>
 *   <li>search: train every setting of the grid on train800; keep the one with the highest accuracy
 *       on val200 after the last epoch, of equals the one whose variant of the method comes first,
 *       then the one with the smaller learning rate, then the smaller weight decay;
 *   <li>retraining, if the row prunes and its protocol prunes a model trained once more;
 *   <li>rewind search, if the row prunes: prune that model, rewind what remains and train again,
 *       for every pruning of the grid; keep the highest accuracy on val200, of equals the one that
 *       prunes more tokens, then more segments;
 *   <li>final: train the settings kept on all 1000 images, once for each seed, and measure on the
 *       test set.
 * </ol>
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
 * @param seeds of the final trials
 */
public record RowPlan(
    Row row,
    String weights,
    String task,
    String data,
    ImmutableSet<String> choices,
    ImmutableList<Integer> seeds) {

  /** Seed of every trial of the search, and of what is rewound to the initial values of one. */
  public static final int SEARCH_SEED = 1;

  /** Seed of the model that is trained once more before pruning. */
  static final int RETRAIN_SEED = 2;

  /** Seed of every trial of a rewind search with fresh prompts. */
  static final int FRESH_SEED = 3;

  /** Option: id of the trial whose model is pruned. */
  static final String PRUNE_FROM = "prune-from";

  /** Option: how many visual prompt tokens to prune. */
  static final String PRUNE_TOKENS = "prune-tokens";

  /** Option: how many segments to prune, in the mean over the tokens that are left. */
  static final String PRUNE_SEGMENTS = "prune-segments";

  private static final String MASK_TRAINING = "mask-training";

  public RowPlan {
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new IllegalArgumentException(
          "final trials need different seeds, at least one, got %s".formatted(seeds));
    }
  }

  /**
   * What to do next.
   *
   * @param known the settled result of a trial, whatever its status; empty if the trial has yet to
   *     be run, or to be run again
   * @return blocked if a search has a trial that neither ended well nor diverged, or a stage has
   *     none that ended well
   */
  public Step next(Function<Trial, Optional<TrialResult>> known) {
    ImmutableList<Trial> search = searchTrials();
    Optional<Step> unsettled = unsettled(Stage.SEARCH, search, known);
    if (unsettled.isPresent()) {
      return unsettled.get();
    }
    Trial chosen = choose(Stage.SEARCH, search, known);

    if (prunes()) {
      ImmutableList<Trial> retrain = retrainTrials(chosen);
      unsettled = unsettled(Stage.RETRAIN, retrain, known);
      if (unsettled.isPresent()) {
        return unsettled.get();
      }
      chosen = choose(Stage.RETRAIN, retrain, known);

      ImmutableList<Trial> rewind = rewindTrials(chosen);
      unsettled = unsettled(Stage.REWIND, rewind, known);
      if (unsettled.isPresent()) {
        return unsettled.get();
      }
      chosen = choose(Stage.REWIND, rewind, known);
    }

    ImmutableList<Trial> finals = finalTrials(chosen);
    unsettled = unsettled(Stage.FINAL, finals, known);
    if (unsettled.isPresent()) {
      return unsettled.get();
    }
    return new Step.Done(chosen, results(finals, known));
  }

  /** The final trials that have ended, in the order of the seeds, also if some are missing. */
  public ImmutableList<TrialResult> finals(Function<Trial, Optional<TrialResult>> known) {
    Step step = next(known);
    if (step instanceof Step.Done done) {
      return done.finals();
    }
    return step instanceof Step.Needs needs && needs.stage() == Stage.FINAL
        ? finalTrials(needs.trials().get(0)).stream()
            .flatMap(trial -> known.apply(trial).stream())
            .collect(toImmutableList())
        : ImmutableList.of();
  }

  /**
   * How many trials a stage has; known before any has run. Of a rewind search whose prompt length
   * is still to be chosen, the most that it can have.
   */
  public int planned(Stage stage) {
    int candidates =
        switch (stage) {
          case SEARCH -> variants().size() * row.search().recipes(row.protocol()).size();
          case RETRAIN -> prunes() && prunedModel() == PrunedModel.RETRAINED ? 1 : 0;
          case REWIND ->
              prunes()
                  ? variants().stream()
                      .mapToInt(options -> prunings(options).size())
                      .max()
                      .orElse(0)
                  : 0;
          case FINAL -> seeds.size();
        };
    return runs(stage, candidates) ? candidates : 0;
  }

  /** Whether a stage with so many candidates is run: there is a choice, or a model is needed. */
  private boolean runs(Stage stage, int candidates) {
    return switch (stage) {
      case SEARCH -> candidates > 1 || (prunes() && prunedModel() == PrunedModel.SEARCHED);
      case RETRAIN -> prunedModel() == PrunedModel.RETRAINED;
      case REWIND -> candidates > 1;
      case FINAL -> true;
    };
  }

  private boolean prunes() {
    return !row.pruning().equals(PruneSpace.NONE);
  }

  private PrunedModel prunedModel() {
    return row.protocol().prunedModel();
  }

  /** How many trials all stages have together. */
  public int planned() {
    return Arrays.stream(Stage.values()).mapToInt(this::planned).sum();
  }

  /** How many trials are still to run at a step: its own and those of later stages. */
  public int remaining(Step step) {
    if (!(step instanceof Step.Needs needs)) {
      return 0;
    }
    int later =
        Arrays.stream(Stage.values())
            .filter(stage -> stage.compareTo(needs.stage()) > 0)
            .mapToInt(this::planned)
            .sum();
    return needs.trials().size() + later;
  }

  private ImmutableList<Trial> searchTrials() {
    return variants().stream()
        .flatMap(
            options ->
                row.search().recipes(row.protocol()).stream()
                    .map(recipe -> trial(Split.SEARCH, options, recipe, SEARCH_SEED)))
        .collect(toImmutableList());
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

  /** Options of a trial of this row that a search chooses: {@code ; prune-tokens 1; visual 10}. */
  public String chosen(Trial trial) {
    return trial.options().entrySet().stream()
        .filter(option -> !row.options().containsKey(option.getKey()))
        .filter(option -> !row.protocol().choices().containsKey(option.getKey()))
        .filter(option -> !option.getKey().equals(PRUNE_FROM))
        .map(option -> "; " + option.getKey() + " " + option.getValue())
        .collect(Collectors.joining());
  }

  /** The model to prune: trained once more, or the search's own. */
  private ImmutableList<Trial> retrainTrials(Trial chosen) {
    return ImmutableList.of(
        prunedModel() == PrunedModel.RETRAINED
            ? trial(Split.SEARCH, chosen.options(), chosen.recipe(), RETRAIN_SEED)
            : chosen);
  }

  private ImmutableList<Pruning> prunings(Map<String, String> options) {
    String prompts = options.get("visual");
    if (prompts == null) {
      throw new IllegalStateException("row %s prunes, but has no visual prompts".formatted(row));
    }
    Protocol protocol = row.protocol();
    return row.pruning()
        .prunings(Integer.parseInt(prompts), protocol.segments(), protocol.segmentsLeft());
  }

  private ImmutableList<Trial> rewindTrials(Trial from) {
    int seed = row.protocol().rewinding() == Rewinding.INITIAL ? from.seed() : FRESH_SEED;
    return prunings(from.options()).stream()
        .map(
            pruning ->
                ImmutableSortedMap.<String, String>naturalOrder()
                    .putAll(from.options())
                    .put(PRUNE_FROM, from.id())
                    .put(PRUNE_TOKENS, Integer.toString(pruning.tokens()))
                    .put(PRUNE_SEGMENTS, Integer.toString(pruning.segments()))
                    .build())
        .map(options -> trial(Split.SEARCH, options, from.recipe(), seed))
        .collect(toImmutableList());
  }

  private ImmutableList<Trial> finalTrials(Trial chosen) {
    return seeds.stream()
        .map(seed -> trial(Split.FINAL, chosen.options(), chosen.recipe(), seed))
        .collect(toImmutableList());
  }

  private Trial trial(
      Split split, ImmutableSortedMap<String, String> options, Recipe recipe, int seed) {
    return new Trial(
        row.backbone(), weights, task, data, split, row.method(), options, recipe, seed);
  }

  /** The step to take before the stage's outcome is known, or empty if it is. */
  private Optional<Step> unsettled(
      Stage stage, ImmutableList<Trial> trials, Function<Trial, Optional<TrialResult>> known) {
    if (!runs(stage, trials.size())) {
      return Optional.empty();
    }
    ImmutableList<Trial> missing =
        trials.stream().filter(trial -> known.apply(trial).isEmpty()).collect(toImmutableList());
    if (!missing.isEmpty()) {
      return Optional.of(new Step.Needs(stage, missing));
    }
    List<TrialResult> results = results(trials, known);
    List<TrialResult> lost = results.stream().filter(RowPlan::lost).toList();
    if (stage != Stage.FINAL && !lost.isEmpty()) {
      return Optional.of(
          new Step.Blocked(
              stage,
              reason(
                  "the %s of row '%s' on %s cannot choose without these trials; running again tries"
                      + " them again",
                  stage, lost)));
    }
    if (results.stream().noneMatch(RowPlan::succeeded)) {
      return Optional.of(
          new Step.Blocked(
              stage, reason("no trial of the %s of row '%s' on %s succeeded", stage, results)));
    }
    return Optional.empty();
  }

  /** The first of those with the highest accuracy: trials come in order of preference. */
  private Trial choose(
      Stage stage, ImmutableList<Trial> trials, Function<Trial, Optional<TrialResult>> known) {
    if (!runs(stage, trials.size())) {
      return trials.get(0);
    }
    return results(trials, known).stream()
        .filter(RowPlan::succeeded)
        .reduce((best, next) -> accuracy(next) > accuracy(best) ? next : best)
        .orElseThrow()
        .trial();
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
  private static boolean lost(TrialResult result) {
    return result.status() != Status.OK && result.status() != Status.DIVERGED;
  }

  private static double accuracy(TrialResult result) {
    return result.measured().accuracy();
  }

  private static ImmutableList<TrialResult> results(
      ImmutableList<Trial> trials, Function<Trial, Optional<TrialResult>> known) {
    return trials.stream()
        .map(trial -> known.apply(trial).orElseThrow())
        .collect(toImmutableList());
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
        .collect(
            Collectors.joining("; ", what.formatted(stage.title(), row.id(), task) + ": ", ""));
  }
}
