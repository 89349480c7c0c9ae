package org.e2vpt.tables.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.paper.SearchKind;

/**
 * How far a row's experiments on a task have come.
 *
 * @param stages those that were begun, in their order
 * @param next what to do now
 */
public record RowProgress(ImmutableList<StageResults> stages, Step next) {

  /**
   * What is known of a stage.
   *
   * @param trials all that it has, in order of preference
   * @param results those of them that have ended, in the same order
   */
  public record StageResults(
      Stage stage, ImmutableList<Trial> trials, ImmutableList<TrialResult> results) {

    static StageResults of(
        Stage stage, ImmutableList<Trial> trials, Function<Trial, Optional<TrialResult>> known) {
      return new StageResults(
          stage,
          trials,
          trials.stream().flatMap(trial -> known.apply(trial).stream()).collect(toImmutableList()));
    }

    /** Whether all trials have ended, in whatever way. */
    boolean isComplete() {
      return results.size() == trials.size();
    }

    /** Whether all trials have diverged, so that there is nothing to choose among. */
    boolean failed() {
      return isComplete()
          && results.stream().allMatch(end -> end.status() == TrialResult.Status.DIVERGED);
    }

    /** Results at the end of training, not on a rung. */
    ImmutableList<TrialResult> whole() {
      return results.stream()
          .filter(end -> end.trial().recipe().isWhole())
          .collect(toImmutableList());
    }
  }

  /** How the settings of the final runs were found. */
  public SearchKind searched() {
    ImmutableList<TrialResult> searches =
        Stream.of(Stage.SEARCH, Stage.REWIND)
            .flatMap(stage -> results(stage).stream())
            .collect(toImmutableList());
    if (searches.size() < 2) {
      return SearchKind.NONE;
    }
    return searches.stream().allMatch(end -> end.trial().recipe().isWhole())
        ? SearchKind.GRID
        : SearchKind.RACE;
  }

  /** All results, stage by stage. */
  public ImmutableList<TrialResult> results() {
    return stages.stream()
        .flatMap(stage -> stage.results.stream())
        .distinct()
        .collect(toImmutableList());
  }

  /** The results of a stage, also if some are missing. */
  public ImmutableList<TrialResult> results(Stage stage) {
    return stages.stream()
        .filter(each -> each.stage == stage)
        .flatMap(each -> each.results.stream())
        .collect(toImmutableList());
  }
}
