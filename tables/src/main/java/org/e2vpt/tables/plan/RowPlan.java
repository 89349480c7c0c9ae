package org.e2vpt.tables.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * The paper's protocol for one row on one task (§4.1).
 *
 * <ol>
 *   <li>search: train every setting of the grid on train800; keep the one with the highest accuracy
 *       on val200 after the last epoch, of equals the one with the smaller learning rate, then the
 *       smaller weight decay;
 *   <li>rewind search, if the row prunes: prune the model kept, rewind what remains to its initial
 *       values and train again, for every pruning of the grid; keep the highest accuracy on val200,
 *       of equals the one that prunes more tokens, then more segments;
 *   <li>final: train the settings kept on all 1000 images, once for each seed, and measure on the
 *       test set.
 * </ol>
 *
 * <p>It is a pure function of the results so far: to resume is to ask again.
 *
 * @param row what is run
 * @param weights sha256 of the row's backbone
 * @param task id of the data set
 * @param data sha256 of the data set
 * @param seeds of the final trials
 */
public record RowPlan(
    Row row, String weights, String task, String data, ImmutableList<Integer> seeds) {

  /** Which of the two readings of the method the trials follow. */
  public static final String PROTOCOL = "paper";

  /** Seed of every trial of both searches. */
  public static final int SEARCH_SEED = 1;

  /** Option: id of the trial whose model is pruned. */
  static final String PRUNE_FROM = "prune-from";

  /** Option: percent of the visual prompt tokens to prune. */
  static final String PRUNE_TOKENS = "prune-tokens";

  /** Option: percent of each remaining token's segments to prune. */
  static final String PRUNE_SEGMENTS = "prune-segments";

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
    Trial chosen = best(search, known);

    if (planned(Stage.REWIND) > 0) {
      ImmutableList<Trial> rewind = rewindTrials(chosen);
      unsettled = unsettled(Stage.REWIND, rewind, known);
      if (unsettled.isPresent()) {
        return unsettled.get();
      }
      chosen = best(rewind, known);
    }

    ImmutableList<Trial> finals = finalTrials(chosen);
    unsettled = unsettled(Stage.FINAL, finals, known);
    if (unsettled.isPresent()) {
      return unsettled.get();
    }
    return new Step.Done(chosen, results(finals, known));
  }

  /** How many trials a stage has; known before any has run. */
  public int planned(Stage stage) {
    return switch (stage) {
      case SEARCH -> row.search().size();
      case REWIND -> row.pruning().size();
      case FINAL -> seeds.size();
    };
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
    return row.search().recipes().stream()
        .map(recipe -> trial(Split.SEARCH, row.options(), recipe, SEARCH_SEED))
        .collect(toImmutableList());
  }

  private ImmutableList<Trial> rewindTrials(Trial from) {
    return row.pruning().prunings().stream()
        .map(
            pruning ->
                ImmutableSortedMap.<String, String>naturalOrder()
                    .putAll(row.options())
                    .put(PRUNE_FROM, from.id())
                    .put(PRUNE_TOKENS, Integer.toString(pruning.tokenPercent()))
                    .put(PRUNE_SEGMENTS, Integer.toString(pruning.segmentPercent()))
                    .build())
        .map(options -> trial(Split.SEARCH, options, from.recipe(), SEARCH_SEED))
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
        row.backbone(), weights, task, data, split, row.method(), options, recipe, seed, PROTOCOL);
  }

  /** The step to take before the stage's outcome is known, or empty if it is. */
  private Optional<Step> unsettled(
      Stage stage, ImmutableList<Trial> trials, Function<Trial, Optional<TrialResult>> known) {
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
  private static Trial best(
      ImmutableList<Trial> trials, Function<Trial, Optional<TrialResult>> known) {
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
