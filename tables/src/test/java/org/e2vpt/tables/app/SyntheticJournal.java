package org.e2vpt.tables.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Stage;
import org.e2vpt.tables.plan.Step;

/**
 * A journal of trials that nobody ran: every final run of a printed cell reaches what the cell is
 * held to, a little more or less by seed, unless it is told otherwise. Trials that two tables share
 * reach the mean of what both print.
 */
final class SyntheticJournal {

  private static final double[] BY_SEED = {-0.04, 0, 0.04, -0.02, 0.02};

  /** Of the first trial, and what each takes. */
  private static final Instant BEGIN = Instant.parse("2026-11-20T10:00:00Z");

  private static final int SECONDS = 10;

  /** Files of an embedding: {@code .points.csv} and {@code .measures.csv}. */
  private static final Path EMBEDDED = InventedRun.DIRECTORY.resolve("embeddings/3f0d1a7b9c21");

  private final RunConfig config;
  private final Map<Trial, TrialResult> results = new LinkedHashMap<>();
  private final Map<Trial, List<Double>> printed = new HashMap<>();

  SyntheticJournal(RunConfig config) {
    this.config = config;
  }

  /** Adds all trials of a table. */
  SyntheticJournal add(String table) throws IOException {
    return add(table, cell -> true);
  }

  /** Adds all trials of some of a table's cells. */
  SyntheticJournal add(String table, Predicate<AskedCell> which) throws IOException {
    Reference reference = paper(table).reference(id(table).table());
    for (AskedCell asked : cells(table)) {
      if (which.test(asked)) {
        add(asked, reference.of(asked.row(), asked.tasks()).mean());
      }
    }
    return this;
  }

  private void add(AskedCell asked, double accuracy) throws IOException {
    for (RowPlan plan : plans(asked)) {
      while (plan.progress(this::known).next() instanceof Step.Needs needs
          && needs.stage() != Stage.EMBED) {
        for (Trial trial : needs.trials()) {
          results.put(trial, ok(trial, 50));
        }
      }
      finals(plan)
          .forEach(
              end -> {
                List<Double> values = new ArrayList<>(printed.getOrDefault(end, List.of()));
                values.add(accuracy);
                printed.put(end, values);
                double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
                results.put(end, ok(end, mean + BY_SEED[plan.seeds().indexOf(end.seed())]));
              });
    }
  }

  /** Adds the trials that embed the models of a table's cells, which end as {@code end} says. */
  SyntheticJournal embed(String table, UnaryOperator<TrialResult> end) throws IOException {
    for (AskedCell asked : cells(table)) {
      for (RowPlan plan : plans(asked)) {
        Step.Needs needs = (Step.Needs) plan.progress(this::known).next();
        for (Trial trial : needs.trials()) {
          results.put(trial, end.apply(ok(trial, finalAccuracy(trial))));
        }
      }
    }
    return this;
  }

  /** Takes trials out again. */
  SyntheticJournal forget(Predicate<Trial> which) {
    results.keySet().removeIf(which);
    return this;
  }

  /** Loses the unpruned runs of a seed, so that there are no final runs that prune them. */
  SyntheticJournal loseUnpruned(int seed, Status status, String message) {
    Predicate<Trial> pruned = trial -> trial.options().containsKey(RowPlan.PRUNE_FROM);
    forget(trial -> trial.seed() == seed && trial.split() == Split.FINAL && pruned.test(trial));
    results.replaceAll(
        (trial, result) ->
            trial.seed() == seed && trial.split() == Split.FINAL
                ? lost(result, status, message)
                : result);
    return this;
  }

  /** Changes the final runs of a cell: how, from the seed's place in the list. */
  SyntheticJournal change(String table, String row, String column, Change change)
      throws IOException {
    AskedCell asked =
        cells(table).stream()
            .filter(cell -> cell.row().equals(row) && cell.column().equals(column))
            .findFirst()
            .orElseThrow();
    for (RowPlan plan : plans(asked)) {
      for (Trial end : finals(plan)) {
        TrialResult before = known(end).orElseThrow();
        results.put(end, change.of(before, plan.seeds().indexOf(end.seed())));
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
        new Measured(accuracy, 0.5, 1000, 900, 100_000, SECONDS, 1000),
        "",
        new Environment("0123456", "gpu0", "an invented GPU", "none", "17"),
        BEGIN);
  }

  static TrialResult crashed(TrialResult before) {
    return lost(before, Status.CRASHED, "the worker died with exit code 134");
  }

  private static TrialResult lost(TrialResult before, Status status, String message) {
    return new TrialResult(
        before.trial(), 1, status, Measured.NONE, message, before.environment(), before.finished());
  }

  private static TrialResult finished(TrialResult result, Instant finished) {
    return new TrialResult(
        result.trial(),
        result.attempt(),
        result.status(),
        result.measured(),
        result.message(),
        result.environment(),
        finished);
  }

  private static TableId id(String table) {
    return Papers.shipped().named(table).get(0);
  }

  private static Paper paper(String table) {
    return Papers.shipped().get(id(table).paper());
  }

  private List<AskedCell> cells(String table) {
    return CellSelection.of(config, RunPage.of(paper(table), id(table).table())).asked();
  }

  private List<RowPlan> plans(AskedCell asked) {
    return TableRun.plans(
        config,
        Papers.shipped().of(asked.table()),
        List.of(asked),
        new PaperWorld(config.folder(), id -> "weights-of-" + id, (id, pixels) -> "data-of-" + id));
  }

  private List<Trial> finals(RowPlan plan) {
    return plan.progress(this::known).results(Stage.FINAL).stream()
        .map(TrialResult::trial)
        .toList();
  }

  /** Trained again, a model is the same. */
  private double finalAccuracy(Trial embedding) {
    return known(embedding.withSplit(Split.FINAL)).orElseThrow().measured().accuracy();
  }

  private Optional<TrialResult> known(Trial trial) {
    return Optional.ofNullable(results.get(trial));
  }

  /** Writes {@code trials.csv}, and the files of what was embedded. */
  void write(Path directory) throws IOException {
    Instant finished = BEGIN;
    try (Journal journal = Journal.open(directory)) {
      for (Split split : Split.values()) {
        for (TrialResult result : results.values()) {
          if (result.trial().split() == split) {
            finished = finished.plusSeconds(SECONDS); // one device does one after the other
            journal.append(finished(result, finished));
          }
        }
      }
    }
    for (TrialResult result : results.values()) {
      if (result.trial().split() == Split.EMBED && result.status() == Status.OK) {
        Path folder = Files.createDirectories(directory.resolve("embeddings"));
        for (String kind : List.of(".points.csv", ".measures.csv")) {
          Files.copy(Path.of(EMBEDDED + kind), folder.resolve(result.trial().id() + kind));
        }
      }
    }
  }
}
