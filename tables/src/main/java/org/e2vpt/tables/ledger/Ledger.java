package org.e2vpt.tables.ledger;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Multimaps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.DeviceTime;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Protocol;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.Reasons.Kind;
import org.e2vpt.tables.paper.Reasons.Reason;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.RowProgress;
import org.e2vpt.tables.plan.Stage;
import org.e2vpt.tables.plan.Step;

/**
 * What a journal says of the cells of a page: the final runs, what they cost, and why there are
 * none where there are none. Written as {@code runs.csv}, {@code cells.csv}, {@code reasons.csv},
 * {@code timeline.csv} and {@code embeddings.csv}, which suites and reports read.
 */
public final class Ledger {

  private final Paper paper;
  private final ImmutableList<AskedCell> cells;
  private final ImmutableMap<RowPlan, RowProgress> progress;
  private final ImmutableList<Run> runs;
  private final ImmutableList<EmbeddedRun> embedded;
  private final Reasons reasons;

  private Ledger(
      Paper paper,
      ImmutableList<AskedCell> cells,
      ImmutableMap<RowPlan, RowProgress> progress,
      Map<AskedCell, String> withheld,
      String because) {
    this.paper = paper;
    this.cells = cells;
    this.progress = progress;
    ImmutableList.Builder<Run> ends = ImmutableList.builder();
    ImmutableList.Builder<EmbeddedRun> models = ImmutableList.builder();
    ImmutableList.Builder<Reason> missing = ImmutableList.builder();
    progress.forEach(
        (plan, state) -> {
          finals(plan, state).forEach(end -> ends.add(run(plan, state, end)));
          state
              .results(Stage.EMBED)
              .forEach(end -> models.add(EmbeddedRun.of(plan.row().id(), plan.row().title(), end)));
          reason(plan, state, because).ifPresent(missing::add);
        });
    withheld.forEach(
        (cell, reason) ->
            missing.add(new Reason(Kind.NOT_RUN, cell.table(), cell.row(), cell.column(), reason)));
    runs = ends.build();
    embedded = models.build();
    reasons = new Reasons(missing.build());
  }

  /**
   * Looks up what is known.
   *
   * @param plans one for each row and task that can be run
   * @param withheld why a cell cannot be run, for those that cannot
   * @param known how trials ended
   * @param shortage why not all was run that could be; empty if all was
   */
  public static Ledger of(
      Paper paper,
      ImmutableList<AskedCell> cells,
      ImmutableList<RowPlan> plans,
      Map<AskedCell, String> withheld,
      Function<Trial, Optional<TrialResult>> known,
      Optional<String> shortage) {
    Map<RowPlan, RowProgress> progress = new LinkedHashMap<>();
    plans.forEach(plan -> progress.put(plan, plan.progress(known)));
    return new Ledger(
        paper,
        cells,
        ImmutableMap.copyOf(progress),
        withheld,
        shortage.map(reason -> ": " + reason).orElse(""));
  }

  /**
   * How each seed ended, in the order of the seeds. If its unpruned run was lost, there is nothing
   * to prune, and that is how it ended.
   */
  private static ImmutableList<TrialResult> finals(RowPlan plan, RowProgress state) {
    return Stream.concat(
            state.results(Stage.FINAL).stream(),
            state.results(Stage.UNPRUNED).stream().filter(end -> end.status() != Status.OK))
        .sorted(Comparator.comparingInt(end -> plan.seeds().indexOf(end.trial().seed())))
        .collect(toImmutableList());
  }

  private static Optional<Reason> reason(RowPlan plan, RowProgress state, String because) {
    if (state.next() instanceof Step.Blocked blocked) {
      return Optional.of(reason(Kind.BLOCKED, plan, blocked.reason()));
    }
    if (!(state.next() instanceof Step.Needs needs)) {
      return Optional.empty();
    }
    return Optional.of(
        reason(
            Kind.MISSING,
            plan,
            needs.stage() == Stage.EMBED
                ? "no result of the trial that embeds row '%s' on %s for a figure%s"
                    .formatted(plan.row().id(), plan.task(), because)
                : "no result of %s of the %s of %s%s"
                    .formatted(
                        Amounts.count(needs.trials().size(), "trial"),
                        needs.stage().title(),
                        plan.words(),
                        because)));
  }

  private static Reason reason(Kind kind, RowPlan plan, String text) {
    return new Reason(kind, plan.row().table(), plan.row().id(), plan.task(), text);
  }

  private Run run(RowPlan plan, RowProgress state, TrialResult end) {
    return Run.of(
        plan.row().table(),
        plan.row().id(),
        paper.task(plan.task()).group(),
        plan.campaign(),
        end.trial().settings(Protocol.names()),
        state.searched(),
        end);
  }

  /** The plans. */
  public ImmutableSet<RowPlan> plans() {
    return progress.keySet();
  }

  /** The final runs that have ended, row by row; of a seed that has none, how it was lost. */
  public ImmutableList<Run> runs() {
    return runs;
  }

  /** Why cells have no number. */
  public Reasons reasons() {
    return reasons;
  }

  /** The files of the learning curves of the final runs, and of the trials that chose these. */
  public ImmutableList<String> curves() {
    Stream<String> chosen =
        progress.values().stream()
            .flatMap(
                state -> state.next() instanceof Step.Done done ? Stream.of(done) : Stream.empty())
            .map(done -> done.chosen().id());
    return Stream.concat(runs.stream().map(Run::trialId), chosen)
        .distinct()
        .map(id -> id + ".csv")
        .collect(toImmutableList());
  }

  /** The files of the models that embed images for a figure. */
  public ImmutableList<String> embeddings() {
    return embedded.stream().flatMap(run -> run.files().stream()).collect(toImmutableList());
  }

  /**
   * Writes the files.
   *
   * @param references what cells are compared with, by table
   * @param provenance where the numbers come from
   */
  public void write(Path directory, Map<String, Reference> references, Provenance provenance)
      throws IOException {
    RunTable.write(directory.resolve("runs.csv"), runs);
    EmbeddedRun.write(directory.resolve(EmbeddedRun.FILE), embedded);
    ImmutableMap<AskedCell, Judgement> judgements = judgements(references);
    CellTable.write(
        directory.resolve("cells.csv"),
        cells.stream()
            .map(
                asked ->
                    Aggregation.cell(
                        asked,
                        costBefore(asked),
                        runs,
                        references.getOrDefault(asked.table(), RecordedReference.NONE),
                        Objects.requireNonNull(judgements.get(asked))))
            .toList());
    DeviceTime.write(directory.resolve(DeviceTime.FILE), times());
    reasons.write(directory);
    provenance.write(directory.resolve("provenance.csv"));
  }

  private ImmutableMap<AskedCell, Judgement> judgements(Map<String, Reference> references) {
    ImmutableMap.Builder<AskedCell, Judgement> judgements = ImmutableMap.builder();
    Multimaps.index(cells, AskedCell::table)
        .asMap()
        .forEach(
            (table, asked) ->
                judgements.putAll(
                    TableVerdicts.of(
                            paper.table(TableId.parse(table).table()),
                            asked,
                            runs,
                            references.getOrDefault(table, RecordedReference.NONE),
                            paper.noise())
                        .cells()));
    return judgements.buildOrThrow();
  }

  /** What every trial of the plans that ended well took, in the order in which they ended. */
  private ImmutableList<DeviceTime> times() {
    Map<Trial, DeviceTime> times = new LinkedHashMap<>();
    progress.forEach(
        (plan, state) ->
            state.results().stream()
                .filter(result -> result.status() == Status.OK)
                .forEach(
                    result ->
                        times.putIfAbsent(result.trial(), DeviceTime.of(plan.row().id(), result))));
    return times.values().stream()
        .sorted(Comparator.comparing(DeviceTime::finished))
        .collect(toImmutableList());
  }

  /** What was spent for a cell before its final runs. */
  private Cost costBefore(AskedCell asked) {
    Set<TrialResult> before = new LinkedHashSet<>();
    progress.forEach(
        (plan, state) -> {
          if (plan.row().table().equals(asked.table())
              && plan.row().id().equals(asked.row())
              && asked.tasks().contains(plan.task())) {
            Stream.of(Stage.SEARCH, Stage.RETRAIN, Stage.REWIND, Stage.UNPRUNED)
                .flatMap(stage -> state.results(stage).stream())
                .forEach(before::add);
            finals(plan, state).forEach(before::remove); // they are counted as runs
          }
        });
    return new Cost(
        before.size(),
        before.stream()
            .filter(result -> result.status() == Status.OK)
            .mapToDouble(result -> result.measured().seconds())
            .sum());
  }
}
