package org.e2vpt.tables.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Step;

/**
 * A journal of trials that nobody ran: every final run of a printed cell reaches what the cell
 * prints, a little more or less by seed, unless it is told otherwise. Trials that two tables share
 * reach the mean of what both print.
 */
final class SyntheticJournal {

  private static final double[] BY_SEED = {-0.04, 0, 0.04, -0.02, 0.02};

  private final PaperSettings settings;
  private final Map<Trial, TrialResult> results = new LinkedHashMap<>();
  private final Map<Trial, List<Double>> printed = new HashMap<>();

  SyntheticJournal(PaperSettings settings) {
    this.settings = settings;
  }

  /** Adds all trials of a table. */
  SyntheticJournal add(String table) throws IOException {
    return add(table, cell -> true);
  }

  /** Adds all trials of some of a table's cells. */
  SyntheticJournal add(String table, Predicate<AskedCell> which) throws IOException {
    PaperCells cells = PaperCells.of(table, settings);
    for (int i = 0; i < cells.asked().size(); i++) {
      if (which.test(cells.asked().get(i))) {
        add(cells.asked().get(i), cells.printed().get(i));
      }
    }
    return this;
  }

  private void add(AskedCell asked, PrintedCell cell) throws IOException {
    for (RowPlan plan : plans(asked)) {
      while (plan.next(this::known) instanceof Step.Needs needs) {
        for (Trial trial : needs.trials()) {
          results.put(trial, ok(trial, 50));
        }
      }
      finals(plan)
          .forEach(
              end -> {
                List<Double> values = new ArrayList<>(printed.getOrDefault(end, List.of()));
                values.add(cell.accuracy().value());
                printed.put(end, values);
                double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
                results.put(end, ok(end, mean + BY_SEED[settings.seeds().indexOf(end.seed())]));
              });
    }
  }

  /** Changes the final runs of a cell: how, from the seed's place in the list. */
  SyntheticJournal change(String table, String row, String column, Change change)
      throws IOException {
    AskedCell asked =
        PaperCells.of(table, settings).asked().stream()
            .filter(cell -> cell.row().equals(row) && cell.column().equals(column))
            .findFirst()
            .orElseThrow();
    for (RowPlan plan : plans(asked)) {
      for (Trial end : finals(plan)) {
        TrialResult before = known(end).orElseThrow();
        results.put(end, change.of(before, settings.seeds().indexOf(end.seed())));
      }
    }
    return this;
  }

  /** What becomes of a final run. */
  interface Change {
    TrialResult of(TrialResult result, int seed);

    /** Moves every run by as many points. */
    static Change by(double points) {
      return (result, seed) -> ok(result.trial(), result.measured().accuracy() + points);
    }
  }

  static TrialResult ok(Trial trial, double accuracy) {
    return new TrialResult(
        trial,
        1,
        Status.OK,
        new Measured(accuracy, 0.5, 1000, 900, 100_000, 10, 1000),
        "",
        new Environment("0123456", "gpu0", "an invented GPU", "none", "17"),
        Instant.parse("2026-11-20T10:00:00Z"));
  }

  static TrialResult crashed(TrialResult before) {
    return new TrialResult(
        before.trial(),
        1,
        Status.CRASHED,
        Measured.NONE,
        "the worker died with exit code 134",
        before.environment(),
        before.finished());
  }

  private List<RowPlan> plans(AskedCell asked) throws IOException {
    return PaperTables.plans(
        settings.plan(),
        List.of(asked),
        new PaperWorld(List.of(), id -> "weights-of-" + id, id -> "data-of-" + id));
  }

  private List<Trial> finals(RowPlan plan) {
    Step.Done done = (Step.Done) plan.next(this::known);
    return done.finals().stream().map(TrialResult::trial).toList();
  }

  private Optional<TrialResult> known(Trial trial) {
    return Optional.ofNullable(results.get(trial));
  }

  /** Writes {@code trials.csv}. */
  void write(Path directory) {
    try (Journal journal = Journal.open(directory)) {
      results.values().stream()
          .filter(result -> result.trial().split() == Split.SEARCH)
          .forEach(journal::append);
      results.values().stream()
          .filter(result -> result.trial().split() == Split.FINAL)
          .forEach(journal::append);
    }
  }
}
