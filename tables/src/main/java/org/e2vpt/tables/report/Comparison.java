package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Iterables;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.Maps;
import com.google.common.collect.Multimaps;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.Sets;
import com.google.common.net.UrlEscapers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Noise.Margin;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.report.Measurements.Content;
import org.e2vpt.tables.report.Measurements.Place;
import org.e2vpt.tables.verdict.CampaignNoise;
import org.e2vpt.tables.verdict.CellComparison;
import org.e2vpt.tables.verdict.CellReference;
import org.e2vpt.tables.verdict.CellReference.Recorded;
import org.e2vpt.tables.verdict.CellVerdict;
import org.e2vpt.tables.verdict.EstimatedDifference;
import org.e2vpt.tables.verdict.ExtraVariance;
import org.e2vpt.tables.verdict.MeasuredTable;
import org.e2vpt.tables.verdict.TableColumn;
import org.e2vpt.tables.verdict.TableVerdict;
import org.e2vpt.tables.verdict.TaskRuns;
import org.jspecify.annotations.Nullable;

/**
 * Two runs, cell by cell, or a run and the paper.
 *
 * <p>A run is compared with another as with recorded runs, by the rule of verdicts; with the paper
 * it is compared as in its report.
 *
 * @param first name of what the second is compared with
 * @param second name
 * @param paper whether the first is the paper
 * @param changes settings that differ, the most important first
 * @param differences every cell of either side, by outcome, the worst first, then in the order of
 *     the first
 * @param pairs runs of both sides with one row, task and seed: of all rows, then of each
 * @param reports links to the pages of the sides, by their heads; none of a side without one
 */
record Comparison(
    String first,
    String second,
    boolean paper,
    ImmutableList<Change> changes,
    ImmutableList<CellDifference> differences,
    ImmutableList<PairedDifference> pairs,
    ImmutableMap<String, String> reports) {

  /** In points; where no paper says which difference matters, as in journals. */
  private static final double MARGIN = 1;

  /** In letters. */
  private static final int LONGEST_HEAD = 24;

  private static final CharMatcher SEPARATOR = CharMatcher.anyOf("/\\");

  /** A run with what its paper prints. */
  static Comparison withPaper(String paper, String run, List<Cell> cells) {
    return new Comparison(
        paper,
        run,
        true,
        ImmutableList.of(),
        cells.stream()
            .map(CellDifference::fromPrint)
            .sorted(Comparator.comparing(CellDifference::outcome))
            .collect(toImmutableList()),
        ImmutableList.of(),
        ImmutableMap.of());
  }

  /** Two runs. */
  static Comparison of(Measurements first, Measurements second, List<Margin> margins) {
    Map<Place, Set<String>> tasks = new LinkedHashMap<>();
    for (Place place :
        ImmutableSet.copyOf(Iterables.concat(first.cells().keySet(), second.cells().keySet()))) {
      tasks.put(place, commonTasks(first.cells().get(place), second.cells().get(place)));
    }
    Map<Place, CellVerdict> verdicts = new HashMap<>();
    Multimaps.index(tasks.keySet(), Place::table)
        .asMap()
        .values()
        .forEach(table -> verdicts.putAll(judge(table, tasks, first, second, margins)));
    return new Comparison(
        first.name(),
        second.name(),
        false,
        Change.of(first, second),
        tasks.entrySet().stream()
            .map(
                cell ->
                    difference(
                        first,
                        second,
                        cell.getKey(),
                        cell.getValue(),
                        Optional.ofNullable(verdicts.get(cell.getKey()))))
            .sorted(Comparator.comparing(CellDifference::outcome))
            .collect(toImmutableList()),
        PairedDifference.of(first.scores(), second.scores(), titles(second)),
        ImmutableMap.of());
  }

  /** The same with links from a page in this folder to those of the sides. */
  Comparison from(Path folder) {
    Map<String, String> links = new LinkedHashMap<>();
    link(folder, first).ifPresent(link -> links.put(firstHead(), link));
    link(folder, second).ifPresent(link -> links.put(secondHead(), link));
    return new Comparison(
        first, second, paper, changes, differences, pairs, ImmutableMap.copyOf(links));
  }

  private static Optional<String> link(Path folder, String side) {
    Path page = Path.of(side).resolve("index.html");
    return Files.isRegularFile(page)
        ? Optional.of(UrlEscapers.urlFragmentEscaper().escape(Folders.link(folder, page)))
        : Optional.empty();
  }

  private static Map<String, String> titles(Measurements side) {
    Map<String, String> titles = new HashMap<>();
    side.cells().forEach((place, content) -> titles.put(place.row(), content.title()));
    return titles;
  }

  /** The cells of a table of which both sides have some task. */
  private static Map<Place, CellVerdict> judge(
      Collection<Place> table,
      Map<Place, Set<String>> tasks,
      Measurements first,
      Measurements second,
      List<Margin> margins) {
    ImmutableTable.Builder<String, String, TaskRuns> runs = ImmutableTable.builder();
    ImmutableTable.Builder<String, String, CellReference> references = ImmutableTable.builder();
    SetMultimap<Place, String> columns = LinkedHashMultimap.create(); // places without a row
    Map<Place, Place> places = new HashMap<>();
    for (Place place : table) {
      Map<String, TaskRuns> before = first.runs(place, tasks.getOrDefault(place, Set.of()));
      Map<String, TaskRuns> after = second.runs(place, before.keySet());
      if (!after.isEmpty()) {
        after.forEach(
            (task, ofTask) ->
                runs.put(
                    place.row(),
                    task,
                    ofTask.with(extras(first, second, Measurements.key(place.row(), task)))));
        references.put(
            place.row(),
            place.column(),
            new Recorded(ImmutableMap.copyOf(Maps.filterKeys(before, after::containsKey))));
        columns.putAll(new Place(place.table(), "", place.column()), after.keySet());
        places.put(new Place("", place.row(), place.column()), place);
      }
    }
    MeasuredTable measured =
        new MeasuredTable(
            columns.asMap().entrySet().stream()
                .map(
                    column ->
                        new TableColumn(
                            column.getKey().column(),
                            ImmutableSet.copyOf(column.getValue()),
                            margin(margins, column.getKey())))
                .collect(toImmutableList()),
            runs.buildOrThrow(),
            references.buildOrThrow(),
            new CampaignNoise.Fixed(0)); // what was recorded has the same searches
    Map<Place, CellVerdict> verdicts = new HashMap<>();
    for (CellVerdict verdict : TableVerdict.of(measured).cells()) {
      verdicts.put(
          Objects.requireNonNull(places.get(new Place("", verdict.row(), verdict.column()))),
          verdict);
    }
    return verdicts;
  }

  /** What only one side did, such as racing; what both did, they did alike. */
  private static ImmutableList<ExtraVariance> extras(
      Measurements first, Measurements second, String key) {
    return ImmutableList.copyOf(
        Sets.symmetricDifference(first.extras().get(key), second.extras().get(key)));
  }

  /** The first side as the head of a column: as few last names of its path as tell it apart. */
  String firstHead() {
    return named() ? head(first, second) : "A";
  }

  /** The second side likewise. */
  String secondHead() {
    return named() ? head(second, first) : "B";
  }

  /** What is compared with what. The page may be shared, so no path is printed whole. */
  String sides() {
    return named()
        ? "%s is compared with %s.".formatted(secondHead(), firstHead())
        : "B, %s, is compared with A, %s.".formatted(shown(second, first), shown(first, second));
  }

  /** As few last names of a path as tell it apart, one at least. */
  private static String shown(String side, String other) {
    List<String> names = Splitter.on(SEPARATOR).omitEmptyStrings().splitToList(side);
    String head = head(side, other);
    if (!head.isEmpty()) {
      return head;
    }
    return names.isEmpty() ? side : names.get(names.size() - 1);
  }

  /** Whether both have a name short enough for the head of a column; else they are A and B. */
  private boolean named() {
    return Stream.of(head(first, second), head(second, first))
        .allMatch(head -> !head.isEmpty() && head.length() <= LONGEST_HEAD);
  }

  /** Empty if a path ends like the other one in all its names. */
  private static String head(String side, String other) {
    List<String> names = Splitter.on(SEPARATOR).omitEmptyStrings().splitToList(side);
    List<String> others = Splitter.on(SEPARATOR).omitEmptyStrings().splitToList(other);
    int same = 0;
    while (same < Math.min(names.size(), others.size())
        && names.get(names.size() - 1 - same).equals(others.get(others.size() - 1 - same))) {
      same++;
    }
    return same >= names.size()
        ? ""
        : String.join("/", names.subList(names.size() - 1 - same, names.size()));
  }

  /** How many cells have an outcome. */
  int count(Outcome outcome) {
    return (int) differences.stream().filter(d -> d.outcome() == outcome).count();
  }

  /** How many cells both sides have. */
  int tested() {
    return (int) differences.stream().filter(d -> !Double.isNaN(d.halfWidth())).count();
  }

  /** The answer in a few words. */
  String headline() {
    if (tested() == 0) {
      return "No cell can be compared";
    }
    if (count(Outcome.IDENTICAL) == differences.size()) {
      return differences.size() == 1
          ? "The only cell is identical"
          : String.format(Locale.ROOT, "All %d cells are identical", differences.size());
    }
    int differing = count(Outcome.WORSE) + count(Outcome.BETTER);
    return differing == 0
        ? "None of %s differs".formatted(Amounts.count(tested(), "cell"))
        : String.format(
            Locale.ROOT,
            "%d of %s worse, %d better",
            count(Outcome.WORSE),
            Amounts.count(tested(), "cell"),
            count(Outcome.BETTER));
  }

  /** What is said where no setting is listed. */
  String noChanges() {
    return paper
        ? "The paper does not list its settings as a run does; the run's settings are in its report."
        : "None: data, weights, protocol, seeds, versions and machine are the same on both sides.";
  }

  /** How cells are called different. */
  String method() {
    return paper
        ? "The verdicts are those of the run's report: see docs/verdicts.md."
        : "The second side is compared with the first as with recorded runs. A cell is identical if"
            + " each of its accuracies is one of the first side's, to the last digit, and no run"
            + " was lost; worse or"
            + " better if it differs by more than the column's margin, and not by chance, which is"
            + " asked for all cells of the table together (Holm); it matches if such a difference is"
            + " excluded, and is consistent or inconclusive otherwise. The variance of seeds is"
            + " shrunken towards that of the column, so equal accuracies are not taken as certainty. See"
            + " docs/verdicts.md.";
  }

  /** What pairs are, and why they are looked at. */
  String aboutPairs() {
    return "Runs with the same row, task and seed start from the same values and see the same batches."
        + " The interval is Student's, of the mean of their differences: it takes pairs as"
        + " independent, and is corrected for nothing.";
  }

  /** The answer in one sentence. */
  String sentence() {
    return "%s against %s: %s".formatted(second, first, counts());
  }

  /** How many cells have each outcome that some have. */
  String counts() {
    return Arrays.stream(Outcome.values())
        .filter(outcome -> count(outcome) > 0)
        .map(outcome -> count(outcome) + " " + outcome.words())
        .collect(Collectors.joining(", "));
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

  private static Summary measured(Measurements side, Place place, Set<String> tasks) {
    return side.cells().containsKey(place) && !tasks.isEmpty()
        ? side.measured(place, tasks)
        : Summary.NONE;
  }

  private static CellDifference difference(
      Measurements first,
      Measurements second,
      Place place,
      Set<String> tasks,
      Optional<CellVerdict> verdict) {
    Content a = first.cells().get(place);
    Content b = second.cells().get(place);
    boolean lost = tasks.stream().anyMatch(task -> !lost(first, second, place, task).isEmpty());
    Optional<EstimatedDifference> difference =
        verdict.flatMap(CellVerdict::comparison).map(CellComparison::difference);
    return new CellDifference(
        place,
        a == null ? (b == null ? place.row() : b.title()) : a.title(),
        measured(first, place, tasks),
        false,
        measured(second, place, tasks),
        difference.map(EstimatedDifference::value).orElse(Double.NaN),
        difference.map(EstimatedDifference::halfWidth).orElse(Double.NaN),
        verdict.flatMap(CellVerdict::comparison).map(CellComparison::margin).orElse(Double.NaN),
        a == null
            ? Outcome.NEW
            : b == null
                ? Outcome.MISSING
                : verdict
                    .map(v -> Outcome.of(v.word(), difference.map(d -> d.value()).orElse(0.0)))
                    .map(end -> lost && end == Outcome.IDENTICAL ? Outcome.INCONCLUSIVE : end)
                    .orElse(Outcome.NOT_COMPARED),
        a == null || b == null ? ImmutableList.of() : notes(first, second, place, tasks));
  }

  /** Runs that the second side has lost, and the first has not. */
  private static ImmutableList<String> lost(
      Measurements first, Measurements second, Place place, String task) {
    String key = Measurements.key(place.row(), task);
    return ImmutableList.copyOf(Sets.difference(second.lost().get(key), first.lost().get(key)));
  }

  /** What does not matter in a column, however little its seeds spread. */
  private static double margin(List<Margin> margins, Place place) {
    return margins.stream()
        .filter(m -> m.table().equals(place.table()) && m.column().equals(place.column()))
        .mapToDouble(Margin::points)
        .findFirst()
        .orElse(MARGIN);
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
      lost(first, second, place, task).forEach(run -> notes.add("%s: %s".formatted(task, run)));
    }
    return notes.build();
  }
}
