package org.e2vpt.tables.app;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.text.ShellCommand;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.ledger.RunProvenance;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.RowProgress;
import org.e2vpt.tables.plan.Stage;

/**
 * Final runs of a table that its journal holds and its report does not show, because only some
 * rows, tasks or seeds were asked for.
 *
 * @param rows of those that other rows, tasks or seeds would show
 * @param runs how many these are
 * @param others how many are of other settings than this run's
 */
record LeftOutRuns(
    ImmutableSet<String> rows,
    ImmutableSet<String> tasks,
    ImmutableSet<Integer> seeds,
    int runs,
    int others) {

  /**
   * Looks for them.
   *
   * @param plans whose runs are shown
   */
  static LeftOutRuns of(TableRun run, Collection<RowPlan> plans, Lab.Results results)
      throws IOException {
    Set<Trial> shown =
        plans.stream()
            .flatMap(plan -> plan.progress(results.known()).results().stream())
            .map(TrialResult::trial)
            .collect(Collectors.toSet());
    List<TrialResult> left =
        results.journal().stream()
            .filter(end -> end.status() == Status.OK && end.trial().split() == Split.FINAL)
            .filter(end -> !shown.contains(end.trial()))
            .toList();
    if (left.isEmpty()) {
      return new LeftOutRuns(ImmutableSet.of(), ImmutableSet.of(), ImmutableSet.of(), 0, 0);
    }
    Set<Trial> remaining = new LinkedHashSet<>();
    left.forEach(end -> remaining.add(end.trial()));
    Set<String> rows = new LinkedHashSet<>();
    Set<String> tasks = new LinkedHashSet<>();
    Set<Integer> seeds = new TreeSet<>();
    Set<List<String>> ofTable = new HashSet<>();
    Set<Trial> unpruned = new HashSet<>();
    int runs = 0;
    for (RowPlan plan : whole(run, results.journal())) {
      ofTable.add(List.of(plan.row().backbone(), plan.row().method(), plan.task()));
      for (int seed : seeds(plan, run, left)) {
        RowProgress progress = plan.with(ImmutableList.of(seed)).progress(results.known());
        progress.results(Stage.UNPRUNED).forEach(end -> unpruned.add(end.trial()));
        for (TrialResult end : progress.results(Stage.FINAL)) {
          if (remaining.remove(end.trial())) {
            rows.add(plan.row().id());
            tasks.add(plan.task());
            seeds.add(seed);
            runs++;
          }
        }
      }
    }
    remaining.removeAll(unpruned); // no cell shows them
    remaining.removeIf(
        trial -> !ofTable.contains(List.of(trial.backbone(), trial.method(), trial.task())));
    return new LeftOutRuns(
        ImmutableSet.copyOf(rows),
        ImmutableSet.copyOf(tasks),
        ImmutableSet.copyOf(seeds),
        runs,
        remaining.size());
  }

  /** All rows of the page on all of their tasks, with this run's other settings. */
  private static ImmutableList<RowPlan> whole(TableRun run, Collection<TrialResult> journal)
      throws IOException {
    RunConfig config = run.config().unfiltered();
    return TableRun.plans(
        config,
        run.page().paper(),
        CellSelection.of(config, run.page()).asked(),
        new PaperWorld(
            run.config().folder(),
            id -> last(journal, trial -> trial.backbone().equals(id), Trial::weights),
            (id, pixels) ->
                last(
                    journal,
                    PaperWorld.decodedTo(id, pixels, run.config().folder()),
                    Trial::data)));
  }

  /** A journal may hold trials of several files of one name: those of the last count. */
  private static String last(
      Collection<TrialResult> journal, Predicate<Trial> which, Function<Trial, String> hash) {
    return journal.stream()
        .map(TrialResult::trial)
        .filter(which)
        .reduce((first, second) -> second)
        .map(hash)
        .orElse(RunProvenance.UNKNOWN);
  }

  private static Set<Integer> seeds(RowPlan plan, TableRun run, List<TrialResult> left) {
    Set<Integer> seeds = new LinkedHashSet<>(plan.seeds());
    if (run.config().budget().mostSeeds() > seeds.size()) {
      left.forEach(end -> seeds.add(end.trial().seed()));
    }
    return seeds;
  }

  /** What a reader is to be told, if anything is left out. */
  Optional<String> note(TableRun run) {
    List<String> parts = new ArrayList<>();
    if (runs > 0) {
      parts.add(
          "%s of %s on %s, which '%s' shows too"
              .formatted(
                  Amounts.count(runs, "final run"),
                  named("row", rows),
                  named("task", tasks),
                  run.config()
                          .showing(allRows(run), allTasks(run), allSeeds(run))
                          .command(run.page())
                      + journal(run)));
    }
    if (others > 0) {
      parts.add(
          "%s of the same methods and tasks, but of other settings%s"
              .formatted(
                  Amounts.count(others, "final run"),
                  run.page().paper().info().recorded() ? "" : " or of other tables"));
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the journal holds more than this report shows: " + String.join("; and ", parts));
  }

  /** How to read a journal that this machine does not add to. */
  private static String journal(TableRun run) {
    if (run.lab() instanceof Lab.Recorded recorded && !run.lab().equals(Lab.NONE)) {
      return " " + ShellCommand.word("-Djournal=" + recorded.journal());
    }
    return run.withheld().isEmpty()
        ? ""
        : " " + ShellCommand.word("-Djournal=" + run.config().trials(run.page()));
  }

  private static String named(String kind, Set<String> names) {
    return (names.size() == 1 ? kind + " " : kind + "s ") + String.join(", ", names);
  }

  private ImmutableList<String> allRows(TableRun run) {
    return together(Iterables.transform(run.plans(), plan -> plan.row().id()), rows);
  }

  private ImmutableList<String> allTasks(TableRun run) {
    return together(Iterables.transform(run.plans(), RowPlan::task), tasks);
  }

  private ImmutableList<Integer> allSeeds(TableRun run) {
    return together(run.config().seeds(run.page().paper()), seeds);
  }

  private static <T> ImmutableList<T> together(Iterable<T> shown, Set<T> left) {
    return Sets.union(ImmutableSet.copyOf(shown), left).stream().collect(toImmutableList());
  }
}
