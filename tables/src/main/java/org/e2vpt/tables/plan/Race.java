package org.e2vpt.tables.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.e2vpt.harness.text.PlainNumbers;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.plan.RowProgress.StageResults;

/**
 * A search that trains only the best settings to the end: successive elimination, as successive
 * halving does (Jamieson and Talwalkar, 2016), by two measures.
 *
 * <p>On each rung, training pauses after some of its epochs. The settings that go on are those with
 * the highest accuracies on the images to choose by and, as many, those with the lowest training
 * losses: while all accuracies are at chance level, losses already differ. Of equals all go on, so
 * that nothing is eliminated by its place in the grid. What goes on is the same trial, continued,
 * so that a race changes no number, only which setting is chosen. A setting that diverges is out.
 * If none of those that go on ends well, all others are trained to the end, too.
 *
 * @param rungs in the order of their epochs; none for a search of the full grid
 */
public record Race(ImmutableList<Rung> rungs) {

  /** Every setting is trained to the end. */
  public static final Race NONE = new Race(ImmutableList.of());

  /** Chosen by what it costs in accuracy on full grids: see {@code docs/racing.md}. */
  public static final Race STANDARD =
      new Race(ImmutableList.of(new Rung(10, 25), new Rung(30, 10), new Rung(60, 5)));

  /** A grid of at most so many settings is searched in full. */
  public static final int SMALL = 8;

  private static final int PERCENT = 100;

  /** Reads {@code 10:25,30:10}: after 10 % of the epochs 25 % of the settings go on, and so on. */
  public static Race parse(String rungs) {
    return new Race(
        Splitter.on(',')
            .splitToStream(rungs)
            .map(
                rung -> {
                  List<String> percents = Splitter.on(':').splitToList(rung);
                  if (percents.size() != 2) {
                    throw new IllegalArgumentException(
                        "expected rungs such as 10:25,30:10, got '%s'".formatted(rung));
                  }
                  return new Rung(
                      PlainNumbers.integer(percents.get(0)), PlainNumbers.integer(percents.get(1)));
                })
            .collect(toImmutableList()));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return rungs.stream()
        .map(rung -> String.format(Locale.ROOT, "%d:%d", rung.epochs, rung.kept))
        .collect(Collectors.joining(","));
  }

  /**
   * Where settings are compared.
   *
   * @param epochs percent of a training's epochs, from 1 to 99
   * @param kept percent of the grid's settings that go on, from 1 to 99
   */
  public record Rung(int epochs, int kept) {

    public Rung {
      if (Math.min(epochs, kept) < 1 || Math.max(epochs, kept) >= PERCENT) {
        throw new IllegalArgumentException(
            "a rung has percent of epochs and of settings from 1 to 99, got '%s:%s'"
                .formatted(epochs, kept));
      }
    }
  }

  /**
   * A rung of one search.
   *
   * @param epoch after which training pauses
   * @param kept how many settings go on, if no two are equal
   */
  record Level(int epoch, int kept) {}

  public Race {
    if (!rungs.stream()
        .map(Rung::epochs)
        .sorted()
        .distinct()
        .toList()
        .equals(rungs.stream().map(Rung::epochs).toList())) {
      throw new IllegalArgumentException("rungs come in the order of their epochs, got " + rungs);
    }
  }

  /**
   * The rungs of a search.
   *
   * @param settings how many it has
   * @param epochs of a whole training
   */
  ImmutableList<Level> levels(int settings, int epochs) {
    ImmutableList.Builder<Level> levels = ImmutableList.builder();
    int running = settings;
    int last = 0;
    for (Rung rung : settings > SMALL ? rungs : ImmutableList.<Rung>of()) {
      int epoch = ceiling(epochs * rung.epochs);
      int kept = Math.max(2, ceiling(settings * rung.kept));
      if (epoch > last && epoch < epochs && kept < running) {
        levels.add(new Level(epoch, kept));
        last = epoch;
        running = kept;
      }
    }
    return levels.build();
  }

  private static int ceiling(int percents) {
    return (percents + PERCENT - 1) / PERCENT;
  }

  /**
   * How many epochs a search trains in all, if no two settings are equal on a rung.
   *
   * @param settings how many it has
   * @param epochs of a whole training
   */
  public long epochs(int settings, int epochs) {
    long sum = 0;
    int running = settings;
    int last = 0;
    for (Level level : levels(settings, epochs)) {
      sum += (long) running * (level.epoch - last);
      running = level.kept;
      last = level.epoch;
    }
    return sum + (long) running * (epochs - last);
  }

  /**
   * How far a search has come: the trials of all rungs that were reached, and behind the last one
   * the whole trials of the settings that are left. If all settings are known to the end, as after
   * a search of the full grid, there is nothing to save.
   *
   * @param settings whole trials, in order of preference
   */
  StageResults results(
      Stage stage, ImmutableList<Trial> settings, Function<Trial, Optional<TrialResult>> known) {
    StageResults whole = StageResults.of(stage, settings, known);
    return settings.isEmpty() || whole.isComplete() ? whole : raced(stage, settings, known);
  }

  /** Likewise, whatever is known. */
  StageResults raced(
      Stage stage, ImmutableList<Trial> settings, Function<Trial, Optional<TrialResult>> known) {
    List<Trial> trials = new ArrayList<>();
    ImmutableList<Trial> running = settings;
    for (Level level : levels(settings.size(), settings.get(0).recipe().epochs())) {
      StageResults rung =
          StageResults.of(
              stage,
              running.stream().map(trial -> trial.until(level.epoch)).collect(toImmutableList()),
              known);
      trials.addAll(rung.trials());
      if (!rung.isComplete() || rung.results().stream().anyMatch(RowPlan::lost)) {
        return StageResults.of(stage, ImmutableList.copyOf(trials), known);
      }
      running = goingOn(rung.results(), level.kept);
    }
    trials.addAll(running);
    if (StageResults.of(stage, running, known).failed()) {
      settings.stream().filter(Predicate.not(trials::contains)).forEach(trials::add);
    }
    return StageResults.of(stage, ImmutableList.copyOf(trials), known);
  }

  /**
   * The settings that go on from a rung, as whole trials.
   *
   * @param kept how many, if no two are equal
   */
  static ImmutableList<Trial> goingOn(List<TrialResult> rung, int kept) {
    List<TrialResult> ended = rung.stream().filter(end -> end.status() == Status.OK).toList();
    int byAccuracy = (kept + 1) / 2;
    Set<TrialResult> best =
        new HashSet<>(best(ended, byAccuracy, end -> end.measured().accuracy()));
    best.addAll(best(ended, kept - byAccuracy, end -> -end.measured().loss()));
    return ended.stream()
        .filter(best::contains)
        .map(end -> end.trial().whole())
        .collect(toImmutableList());
  }

  /** Those with the highest scores, and all that are equal to the last of these. */
  private static List<TrialResult> best(
      List<TrialResult> ended, int count, ToDoubleFunction<TrialResult> score) {
    if (count == 0 || ended.size() <= count) {
      return count == 0 ? List.of() : ended;
    }
    double least =
        ended.stream()
            .map(score::applyAsDouble)
            .sorted(Comparator.reverseOrder())
            .skip(count - 1L)
            .findFirst()
            .orElseThrow();
    return ended.stream().filter(end -> score.applyAsDouble(end) >= least).toList();
  }
}
