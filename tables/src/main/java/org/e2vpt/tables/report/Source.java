package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Multimaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Presets;
import org.e2vpt.tables.paper.Protocol;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.Score;
import org.e2vpt.tables.report.Measurements.Content;
import org.e2vpt.tables.report.Measurements.Place;
import org.e2vpt.tables.verdict.ExtraVariance;

/** Reads what is to be compared. */
final class Source {

  /** Of the settings, so that two runs with other seeds are seen to differ. */
  private static final String SEEDS = "seeds";

  private static final String BUDGET = "budget";

  /** What the names of options begin with that say what is pruned, and of which trial. */
  private static final String PRUNING = "prune-";

  /** Of a journal, which knows no rows. */
  static final String HOW_TO_GET_A_FOLDER =
      "'e2vpt run TABLE --journal FILE --reports FOLDER' makes one of a journal of the paper's tables";

  private Source() {}

  /** Whether {@code path} is a journal, or a folder that holds nothing that is finer. */
  static boolean isJournal(Path path) {
    return Files.isRegularFile(path)
        || (Files.isRegularFile(path.resolve(Journal.FILE))
            && !Files.exists(path.resolve("cells.csv")));
  }

  /**
   * Reads a run folder: rows and columns are those of its tables.
   *
   * @throws IllegalArgumentException if a file is missing or wrong, naming it
   */
  static Measurements run(Papers papers, Path directory) throws IOException {
    Results results = Results.read(papers, directory);
    Map<Place, Content> cells = new LinkedHashMap<>();
    for (Cell cell : results.cells()) {
      cells.put(
          new Place(cell.asked().table(), cell.asked().row(), cell.asked().column()),
          new Content(cell.asked().title(), ImmutableSet.copyOf(cell.asked().tasks())));
    }
    return new Measurements(
        directory.toString(),
        ImmutableMap.copyOf(cells),
        results.runs().stream()
            .map(Run::score)
            .flatMap(Optional::stream)
            .collect(ImmutableList.toImmutableList()),
        results.runs().stream()
            .filter(run -> !run.ok())
            .collect(
                ImmutableSetMultimap.toImmutableSetMultimap(
                    run -> Measurements.key(run.row(), run.task()),
                    run -> "seed %s %s".formatted(run.seed(), Words.status(run.status())))),
        extras(results),
        chosen(results.runs(), run -> Measurements.key(run.row(), run.task()), Run::settings),
        settings(results));
  }

  private static ImmutableSetMultimap<String, ExtraVariance> extras(Results results) {
    ImmutableSetMultimap.Builder<String, ExtraVariance> extras = ImmutableSetMultimap.builder();
    Multimaps.index(results.runs(), run -> Measurements.key(run.row(), run.task()))
        .asMap()
        .forEach((key, runs) -> extras.putAll(key, results.paper().noise().extras(runs)));
    return extras.build();
  }

  /** What a run was made with: its seeds, its provenance and its cells' budget. */
  static ImmutableMap<String, String> settings(Results results) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(SEEDS, words(results.runs(), run -> run.seed()));
    settings.putAll(results.provenance().entries());
    settings.put(BUDGET, words(results.cells(), cell -> cell.asked().budget()));
    return ImmutableMap.copyOf(settings);
  }

  /**
   * Reads the final runs of a journal: a row is a backbone, a method with its options, and its
   * protocol, a column is a task. The file is not touched.
   *
   * @param papers whose presets name protocols
   * @throws IllegalArgumentException if there are final runs of one row, task and seed with two
   *     settings: only a run folder tells which of them a table has
   */
  static Measurements journal(Papers papers, Path path) throws IOException {
    Presets presets = papers.presets();
    Path file = Files.isDirectory(path) ? path.resolve(Journal.FILE) : path;
    Journal.Contents contents = contents(file);
    List<TrialResult> finals = finals(contents.results());
    String leftOut = String.join("; ", contents.leftOut());
    if (finals.isEmpty()) {
      throw new IllegalArgumentException(
          file + " holds no final run that ended well" + (leftOut.isEmpty() ? "" : "; " + leftOut));
    }
    Map<String, TrialResult> seen = new LinkedHashMap<>();
    Map<Place, Content> cells = new LinkedHashMap<>();
    for (TrialResult result : finals) {
      Trial trial = result.trial();
      TrialResult other =
          seen.put(
              String.format(
                  Locale.ROOT, "%s %s %d", row(trial, presets), trial.task(), trial.seed()),
              result);
      if (other != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: trials %s and %s are both final runs of %s on %s with seed %d (%s; %s):"
                    + " compare run folders, which say which of them counts; "
                    + HOW_TO_GET_A_FOLDER,
                file,
                other.trial().id(),
                trial.id(),
                row(trial, presets),
                trial.task(),
                trial.seed(),
                other.trial().settings(Protocol.names()),
                trial.settings(Protocol.names())));
      }
      cells.put(
          new Place(trial.backbone(), row(trial, presets), trial.task()),
          new Content(row(trial, presets), ImmutableSet.of(trial.task())));
    }
    return new Measurements(
        file.toString(),
        ImmutableMap.copyOf(cells),
        finals.stream()
            .map(
                result ->
                    new Score(
                        row(result.trial(), presets),
                        result.trial().task(),
                        result.trial().seed(),
                        result.measured().accuracy()))
            .collect(ImmutableList.toImmutableList()),
        ImmutableSetMultimap.of(), // one that failed may have been run again in another
        ImmutableSetMultimap.of(), // they stand in the folder of a paper, which it does not name
        chosen(
            finals,
            result -> Measurements.key(row(result.trial(), presets), result.trial().task()),
            result -> result.trial().settings(Protocol.names())),
        settings(finals, leftOut.replace(file + ":", Journal.FILE + ":"))); // no path on a page
  }

  /**
   * What of a journal's trial stands for its row: {@code e2vpt (kv 1, visual 50, pruned), mini,
   * protocol paper}.
   *
   * <p>A search chooses rates and prunings: they are left out, but whether it is pruned. It may
   * have chosen lengths too, which cannot be told from those that the row has: they stay.
   */
  private static String row(Trial trial, Presets presets) {
    List<String> options = new ArrayList<>();
    trial
        .options()
        .forEach(
            (name, value) -> {
              if (!name.startsWith(PRUNING) && !Protocol.names().contains(name)) {
                options.add(name + " " + value);
              }
            });
    if (trial.options().keySet().stream().anyMatch(name -> name.startsWith(PRUNING))) {
      options.add("pruned");
    }
    return "%s%s, %s, protocol %s"
        .formatted(
            trial.method(),
            options.isEmpty() ? "" : " (" + String.join(", ", options) + ")",
            trial.backbone(),
            presets.label(trial));
  }

  /** The first attempt at each final trial that ended well. */
  private static List<TrialResult> finals(List<TrialResult> attempts) {
    Map<Trial, TrialResult> finals = new LinkedHashMap<>();
    for (TrialResult result : attempts) {
      if (result.trial().split() == Split.FINAL && result.status() == Status.OK) {
        finals.putIfAbsent(result.trial(), result);
      }
    }
    return List.copyOf(finals.values());
  }

  private static Journal.Contents contents(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s: no such file; expected a run folder such as reports/mini, a trials.csv, or paper"
              .formatted(file));
    }
    try {
      return Journal.read(file);
    } catch (IllegalStateException e) { // to a run that goes on, a foreign journal is in its way
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static ImmutableMap<String, String> settings(List<TrialResult> finals, String leftOut) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(SEEDS, words(finals, result -> result.trial().seed()));
    settings.put("numerics", Integer.toString(Trial.NUMERICS));
    settings.put("precision", words(finals, result -> result.trial().precision()));
    for (TrialResult result : finals) {
      settings.put("weights " + result.trial().backbone(), result.trial().weights());
      settings.put("data " + result.trial().task(), result.trial().data());
    }
    settings.put("commit", words(finals, result -> result.environment().commit()));
    settings.put("engine", words(finals, result -> result.environment().engine()));
    settings.put("java", words(finals, result -> result.environment().java()));
    settings.put("device", words(finals, result -> result.environment().device()));
    settings.put("host", words(finals, result -> result.environment().host()));
    if (!leftOut.isEmpty()) {
      settings.put("left out", leftOut);
    }
    return ImmutableMap.copyOf(settings);
  }

  private static <T, C extends Comparable<C>> String words(List<T> values, Function<T, C> part) {
    return values.stream()
        .map(part)
        .distinct()
        .sorted()
        .map(Object::toString)
        .collect(Collectors.joining(", "));
  }

  private static <T> ImmutableMap<String, String> chosen(
      List<T> runs, Function<T, String> key, Function<T, String> settings) {
    Map<String, List<String>> chosen = new LinkedHashMap<>();
    for (T run : runs) {
      List<String> words = chosen.computeIfAbsent(key.apply(run), k -> new ArrayList<>());
      if (!words.contains(settings.apply(run))) {
        words.add(settings.apply(run));
      }
    }
    return chosen.entrySet().stream()
        .collect(
            ImmutableMap.toImmutableMap(Map.Entry::getKey, e -> String.join(" / ", e.getValue())));
  }
}
