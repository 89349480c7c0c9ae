package org.e2vpt.tables.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Maps;
import com.google.common.collect.Multimaps;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.CsvFile;

/**
 * What a race would have chosen in searches of full grids: the learning curves of a journal, under
 * other rules. A search whose settings differ in the length of prompts, too, counts as one for each
 * length.
 *
 * @param searches of full grids, each with more settings than are searched in full anyway
 * @param incomplete how many others there are, which lack settings that one of {@code searches} of
 *     the same method has: they have not been run to the end
 * @param curves of their trials, by epoch
 * @param finals accuracies on the test set of a setting's final runs, by the setting and their
 *     seeds
 */
public record RaceReplay(
    ImmutableList<ImmutableList<TrialResult>> searches,
    int incomplete,
    Map<Trial, Map<Integer, Point>> curves,
    ImmutableTable<String, Integer, Double> finals) {

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("epoch", "learning_rate", "loss", "images_per_second", "accuracy");

  /**
   * A point of a curve.
   *
   * @param loss mean training loss of the epoch
   * @param accuracy at its end, on the images to choose by; NaN if it was not measured there
   */
  record Point(int epoch, double loss, double accuracy) {}

  /**
   * What became of one search.
   *
   * @param search one of its trials
   * @param settings how many it has
   * @param epochs that the full grid trains
   * @param raced epochs that the race trains
   * @param grid the full grid's choice
   * @param choice the race's
   * @param regret how much more accurate the grid's choice is on the test set, in points: the mean
   *     over the seeds with which both choices have final runs; empty if there is none
   */
  public record Outcome(
      Trial search,
      int settings,
      long epochs,
      long raced,
      TrialResult grid,
      TrialResult choice,
      OptionalDouble regret) {}

  /**
   * Reads the searches of a journal and their curves beside it.
   *
   * @param directory of the journal
   * @throws IllegalArgumentException if a curve is missing, or has no accuracies
   */
  public static RaceReplay of(Path directory, Collection<TrialResult> journal) throws IOException {
    ImmutableList<ImmutableList<TrialResult>> begun =
        Multimaps.index(
                journal.stream()
                    .filter(end -> end.trial().split() == Split.SEARCH)
                    .filter(end -> end.trial().recipe().isWhole() && !RowPlan.lost(end))
                    .toList(),
                end -> search(end.trial()))
            .asMap()
            .values()
            .stream()
            .filter(search -> search.size() > Race.SMALL)
            .map(search -> search.stream().sorted(PREFERENCE).collect(toImmutableList()))
            .collect(toImmutableList());
    Map<String, Integer> settings =
        begun.stream().collect(Collectors.toMap(RaceReplay::grid, List::size, Math::max));
    ImmutableList<ImmutableList<TrialResult>> searches =
        begun.stream()
            .filter(search -> search.size() == Objects.requireNonNull(settings.get(grid(search))))
            .collect(toImmutableList());
    Map<Trial, Map<Integer, Point>> curves = new LinkedHashMap<>();
    for (TrialResult end :
        (Iterable<TrialResult>) searches.stream().flatMap(List::stream)::iterator) {
      curves.put(end.trial(), curve(directory, end));
    }
    ImmutableTable<String, Integer, Double> finals =
        journal.stream()
            .filter(end -> end.trial().split() == Split.FINAL && end.status() == Status.OK)
            .collect(
                ImmutableTable.toImmutableTable(
                    end -> setting(end.trial()),
                    end -> end.trial().seed(),
                    end -> end.measured().accuracy(),
                    (first, again) -> first));
    return new RaceReplay(searches, begun.size() - searches.size(), curves, finals);
  }

  /** As {@link RowPlan} orders settings and prunings. */
  private static final Comparator<TrialResult> PREFERENCE =
      Comparator.comparingDouble((TrialResult end) -> end.trial().recipe().baseLearningRate())
          .thenComparingDouble(end -> end.trial().recipe().weightDecay())
          .thenComparing(number(RowPlan.PRUNE_TOKENS), Comparator.reverseOrder())
          .thenComparing(number(RowPlan.PRUNE_SEGMENTS), Comparator.reverseOrder());

  private static Function<TrialResult, Integer> number(String option) {
    return end -> Integer.parseInt(end.trial().options().getOrDefault(option, "0"));
  }

  /** What the trials of one search have in common. */
  private static String search(Trial trial) {
    return trial.options().containsKey(RowPlan.PRUNE_FROM)
        ? without(trial, "option." + RowPlan.PRUNE_TOKENS, "option." + RowPlan.PRUNE_SEGMENTS)
        : without(trial, "base_lr", "weight_decay");
  }

  /** What searches of the same grid have in common, whatever they are run on. */
  private static String grid(List<TrialResult> search) {
    return without(search.get(0).trial(), "base_lr", "weight_decay", "task", "data", "seed");
  }

  /** What the final runs of one setting have in common, and its trial of a search. */
  private static String setting(Trial trial) {
    return without(trial, "split", "seed", "chosen_epoch");
  }

  private static String without(Trial trial, String... names) {
    return Splitter.on(';')
        .splitToStream(trial.canonical())
        .filter(pair -> Stream.of(names).noneMatch(name -> pair.startsWith(name + "=")))
        .collect(Collectors.joining(";"));
  }

  private static ImmutableMap<Integer, Point> curve(Path directory, TrialResult end)
      throws IOException {
    Path file = directory.resolve("curves").resolve(end.trial().id() + ".csv");
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "there is no curve %s of %s: replay the folder of a run, not its journal alone"
              .formatted(file, end.trial().describe()));
    }
    return Maps.uniqueIndex(
        CsvFile.read(
            file,
            COLUMNS,
            line ->
                new Point(
                    line.integer("epoch"), line.number("loss"), line.numberIfAny("accuracy"))),
        Point::epoch);
  }

  /**
   * What a race would have chosen, search by search.
   *
   * @throws IllegalArgumentException if a rung is at an epoch at which accuracy was not measured
   */
  public ImmutableList<Outcome> under(Race race) {
    return searches.stream()
        .map(search -> outcome(race, search))
        .flatMap(Optional::stream)
        .collect(toImmutableList());
  }

  /**
   * The final trials of what is chosen where races and the full grid differ, but for those that the
   * journal has. Pruned models are left out: what they prune has first to be trained.
   */
  public ImmutableList<Trial> finals(List<Race> races, List<Integer> seeds) {
    return races.stream()
        .flatMap(race -> under(race).stream())
        .filter(outcome -> !setting(outcome.grid.trial()).equals(setting(outcome.choice.trial())))
        .flatMap(outcome -> Stream.of(outcome.grid, outcome.choice))
        .map(TrialResult::trial)
        .filter(trial -> !trial.options().containsKey(RowPlan.PRUNE_FROM))
        .flatMap(trial -> seeds.stream().map(seed -> trial.withSplit(Split.FINAL).withSeed(seed)))
        .filter(trial -> !finals.contains(setting(trial), trial.seed()))
        .distinct()
        .collect(toImmutableList());
  }

  private Optional<Outcome> outcome(Race race, ImmutableList<TrialResult> search) {
    ImmutableMap<Trial, TrialResult> whole = Maps.uniqueIndex(search, TrialResult::trial);
    ImmutableList<TrialResult> run =
        race.raced(
                Stage.SEARCH,
                whole.keySet().asList(),
                trial ->
                    Optional.of(known(Objects.requireNonNull(whole.get(trial.whole())), trial)))
            .results();
    Optional<TrialResult> grid = RowPlan.best(search);
    Optional<TrialResult> choice =
        RowPlan.best(
            run.stream().filter(end -> end.trial().recipe().isWhole()).collect(toImmutableList()));
    return grid.flatMap(
        best ->
            choice.map(
                chosen ->
                    new Outcome(
                        search.get(0).trial(),
                        search.size(),
                        (long) search.size() * best.trial().recipe().epochs(),
                        epochs(run),
                        best,
                        chosen,
                        regret(best, chosen))));
  }

  /** A trial from rung to rung trains each of its epochs once. */
  private static long epochs(List<TrialResult> run) {
    return run.stream()
        .map(TrialResult::trial)
        .collect(
            Collectors.toMap(Trial::whole, trial -> (long) trial.recipe().lastEpoch(), Math::max))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private TrialResult known(TrialResult end, Trial trial) {
    int epoch = trial.recipe().lastEpoch();
    Point point = Objects.requireNonNull(curves.get(end.trial())).get(epoch);
    if (trial.recipe().isWhole() || (end.status() == Status.DIVERGED && point == null)) {
      return end.as(trial);
    }
    if (point == null || Double.isNaN(point.accuracy)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the curve of %s, trial %s, has no accuracy at the end of epoch %d of %d: rungs can be at each twentieth of the epochs",
              end.trial().describe(),
              end.trial().id(),
              epoch,
              trial.recipe().epochs()));
    }
    return new TrialResult(
        trial,
        end.attempt(),
        Status.OK,
        new Measured(point.accuracy, point.loss, 0, 0, 0, 0, 0),
        "",
        end.environment(),
        end.finished());
  }

  private OptionalDouble regret(TrialResult grid, TrialResult choice) {
    if (setting(grid.trial()).equals(setting(choice.trial()))) {
      return OptionalDouble.of(0);
    }
    ImmutableMap<Integer, Double> best = finals.row(setting(grid.trial()));
    ImmutableMap<Integer, Double> chosen = finals.row(setting(choice.trial()));
    return Sets.intersection(best.keySet(), chosen.keySet()).stream()
        .mapToDouble(
            seed ->
                Objects.requireNonNull(best.get(seed)) - Objects.requireNonNull(chosen.get(seed)))
        .average();
  }
}
