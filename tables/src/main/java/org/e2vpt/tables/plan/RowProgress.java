package org.e2vpt.tables.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.LinkedHashMap;
import java.util.Map;
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

    private ImmutableSet<Trial> eliminated() {
      Map<Trial, Integer> reached = new LinkedHashMap<>();
      for (Trial trial : trials) {
        reached.merge(trial.whole(), trial.recipe().lastEpoch(), Math::max);
      }
      int last = reached.values().stream().mapToInt(Integer::intValue).max().orElse(0);
      return ImmutableSet.copyOf(Maps.filterValues(reached, epoch -> epoch < last).keySet());
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

  /**
   * The whole trials of settings that a race has given up: they went less far than others of their
   * stage. Those on a rung where not all have arrived are still in the race.
   */
  public ImmutableSet<Trial> eliminated() {
    return stages.stream().flatMap(stage -> stage.eliminated().stream()).collect(toImmutableSet());
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
