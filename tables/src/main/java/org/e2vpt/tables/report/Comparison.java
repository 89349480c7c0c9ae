package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.tables.paper.Noise.Margin;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.report.Measurements.Content;
import org.e2vpt.tables.report.Measurements.Place;
import org.jspecify.annotations.Nullable;

/**
 * Two runs, cell by cell, or a run and the paper.
 *
 * <p>A difference is called worse or better by Holm's rule over all cells that both sides have with
 * their spread: the chance of even one false alarm among them stays below 5 %. A cell whose own 95
 * % interval leaves out zero, but which the rule does not call, may be chance: one in twenty is.
 * Nor is a difference called that is within the column's margin of {@code noise.csv}.
 *
 * @param first name of what the second is held to
 * @param second name
 * @param paper whether the first is the paper
 * @param changes settings that differ, the most important first
 * @param differences every cell of either side, in the order of the first
 */
record Comparison(
    String first,
    String second,
    boolean paper,
    ImmutableList<Change> changes,
    ImmutableList<CellDifference> differences) {

  /** Compares the two; {@code first} may be the paper. */
  static Comparison of(Measurements first, Measurements second, List<Margin> margins) {
    Map<Place, Welch> tests = new LinkedHashMap<>();
    Map<Place, Set<String>> tasks = new LinkedHashMap<>();
    for (Place place :
        ImmutableSet.copyOf(Iterables.concat(first.cells().keySet(), second.cells().keySet()))) {
      Set<String> both = commonTasks(first.cells().get(place), second.cells().get(place));
      tasks.put(place, both);
      Welch test = test(first, second, place, both);
      if (test != null) {
        tests.put(place, test);
      }
    }
    Set<Place> differing = holm(tests);
    return new Comparison(
        first.name(),
        second.name(),
        first.isPaper(),
        first.isPaper() ? ImmutableList.of() : Change.of(first, second),
        tasks.entrySet().stream()
            .map(
                cell ->
                    difference(
                        first,
                        second,
                        cell.getKey(),
                        cell.getValue(),
                        tests.get(cell.getKey()),
                        differing.contains(cell.getKey()),
                        margin(margins, cell.getKey())))
            .collect(ImmutableList.toImmutableList()));
  }

  /** How many cells have an outcome. */
  int count(Outcome outcome) {
    return (int) differences.stream().filter(d -> d.outcome() == outcome).count();
  }

  /** How many cells both sides have with their spread. */
  int tested() {
    return (int) differences.stream().filter(d -> d.tested() != null).count();
  }

  /** The answer in a few words. */
  String headline() {
    if (tested() == 0) {
      return "No cell can be compared";
    }
    int differing = count(Outcome.WORSE) + count(Outcome.BETTER);
    return differing == 0
        ? String.format(Locale.ROOT, "None of %d cells differs", tested())
        : String.format(
            Locale.ROOT,
            "%d of %d cells worse, %d better",
            count(Outcome.WORSE),
            tested(),
            count(Outcome.BETTER));
  }

  /** What is said where no setting is listed. */
  String noChanges() {
    return paper
        ? "The paper does not list its settings as a run does; the run's own are in its report."
        : "None: data, weights, protocol, seeds, versions and machine are the same on both sides.";
  }

  /** How cells are called different. */
  String method() {
    String interval =
        paper
            ? "Intervals are Student's, of the measured mean minus the printed number, which states no"
                + " spread."
            : "Intervals are Welch's, of the second mean minus the first, over the seeds.";
    return interval
        + String.format(
            Locale.ROOT,
            " Worse and better are called by Holm's rule over the %d cells that can be tested: the"
                + " chance of a single false alarm among them is below 5 %%. Where a cell's own"
                + " interval leaves out zero and the rule does not call it, it may be chance: of"
                + " twenty such intervals, one is expected to. What is within the column's margin of"
                + " noise.csv is neither.",
            tested());
  }

  /** The answer in one sentence. */
  String sentence() {
    String counts =
        Arrays.stream(Outcome.values())
            .filter(outcome -> count(outcome) > 0)
            .map(outcome -> count(outcome) + " " + outcome.words())
            .collect(Collectors.joining(", "));
    return "%s against %s: %s".formatted(second, first, counts);
  }

  private static Set<String> commonTasks(@Nullable Content first, @Nullable Content second) {
    if (first == null || second == null) {
      return first == null ? tasks(second) : first.tasks();
    }
    return Sets.intersection(first.tasks(), second.tasks()).immutableCopy();
  }

  private static Set<String> tasks(@Nullable Content content) {
    return content == null ? ImmutableSet.of() : content.tasks();
  }

  private static @Nullable Welch test(
      Measurements first, Measurements second, Place place, Set<String> tasks) {
    Summary a = measured(first, place, tasks);
    Summary b = measured(second, place, tasks);
    if (b.n() < 2) {
      return null;
    }
    if (first.isPaper()) {
      return a.n() == 0 ? null : Welch.against(a.mean(), b);
    }
    return a.n() < 2 ? null : Welch.of(b, a);
  }

  private static Summary measured(Measurements side, Place place, Set<String> tasks) {
    return side.cells().containsKey(place) && !tasks.isEmpty()
        ? side.measured(place, tasks)
        : Summary.NONE;
  }

  /**
   * Holm (1979): of m tests by their p, the i-th smallest is compared with level / (m − i), i from
   * 0, until one is not below.
   */
  private static Set<Place> holm(Map<Place, Welch> tests) {
    List<Map.Entry<Place, Welch>> sorted = new ArrayList<>(tests.entrySet());
    sorted.sort(Comparator.comparingDouble(test -> test.getValue().p()));
    Set<Place> differing = new HashSet<>();
    for (int i = 0; i < sorted.size(); i++) {
      if (sorted.get(i).getValue().p() >= CellDifference.level() / (sorted.size() - i)) {
        break;
      }
      differing.add(sorted.get(i).getKey());
    }
    return differing;
  }

  private static CellDifference difference(
      Measurements first,
      Measurements second,
      Place place,
      Set<String> tasks,
      @Nullable Welch test,
      boolean differs,
      double margin) {
    Content a = first.cells().get(place);
    Content b = second.cells().get(place);
    String title = a == null ? (b == null ? place.row() : b.title()) : a.title();
    return new CellDifference(
        place,
        title,
        measured(first, place, tasks),
        first.isPaper(),
        measured(second, place, tasks),
        test,
        outcome(a, b, test, differs, margin),
        a == null || b == null || first.isPaper()
            ? ImmutableList.of()
            : notes(first, second, place, tasks));
  }

  private static Outcome outcome(
      @Nullable Content first,
      @Nullable Content second,
      @Nullable Welch test,
      boolean differs,
      double margin) {
    if (first == null) {
      return Outcome.NEW;
    }
    if (second == null) {
      return Outcome.MISSING;
    }
    if (test == null) {
      return Outcome.TOO_FEW;
    }
    if (differs && Math.abs(test.difference()) <= margin) {
      return Outcome.SMALL;
    }
    if (differs) {
      return test.difference() < 0 ? Outcome.WORSE : Outcome.BETTER;
    }
    return test.p() < CellDifference.level() ? Outcome.CHANCE : Outcome.SAME;
  }

  /** What does not matter in a column, however little its seeds spread; 0 if it says nothing. */
  private static double margin(List<Margin> margins, Place place) {
    return margins.stream()
        .filter(m -> m.table().equals(place.table()) && m.column().equals(place.column()))
        .mapToDouble(Margin::points)
        .findFirst()
        .orElse(0);
  }

  private static ImmutableList<String> notes(
      Measurements first, Measurements second, Place place, Set<String> tasks) {
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    if (!tasks(first.cells().get(place)).equals(tasks(second.cells().get(place)))) {
      notes.add(
          tasks.isEmpty()
              ? "no task in common"
              : "only on " + String.join(", ", tasks) + ", which both have");
    }
    for (String task : tasks) {
      String key = Measurements.key(place.row(), task);
      String a = first.chosen().getOrDefault(key, "");
      String b = second.chosen().getOrDefault(key, "");
      if (!a.equals(b) && !a.isEmpty() && !b.isEmpty()) {
        notes.add("%s: %s, was %s".formatted(task, b, a));
      }
    }
    return notes.build();
  }
}
