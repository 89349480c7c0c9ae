package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.trial.Campaign;
import org.e2vpt.harness.trial.Experiment;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.LocalRunner;
import org.e2vpt.harness.trial.Machine;
import org.e2vpt.harness.trial.Progress;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.Tolerances;
import org.e2vpt.tables.plan.Figure3;
import org.e2vpt.tables.plan.MiniPlan;
import org.e2vpt.tables.plan.Row;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Step;
import org.e2vpt.tables.report.Report;

/**
 * Tables that are run together, in one folder: trials into {@code trials.csv}, from it {@code
 * runs.csv}, {@code cells.csv} and {@code provenance.csv}, and from these the report. To run it
 * again continues it.
 *
 * @param table id of the first table, and name of the folder
 * @param settings what the user chose
 * @param plans one for each row and task
 */
public record TableRun(String table, Settings settings, ImmutableList<RowPlan> plans) {

  /** Generous: the slowest mini trial takes a minute on one old core. */
  private static final Duration DEADLINE = Duration.ofMinutes(15);

  private static final int THREADS = 1;

  /** The mini table. */
  public static TableRun mini(Settings settings) {
    return new TableRun(
        MiniPlan.METHODS,
        settings,
        MiniPlan.plans(
            settings.protocol(),
            settings.tasks().of(),
            settings.seeds(),
            backbone -> Pretrained.get(backbone).sha256(),
            Tasks::sha256,
            method -> TuningMethods.options(method, Pretrained.MINI.architecture())));
  }

  /**
   * What the cells are held to: the reference that is shipped, without the rows that were recorded
   * in another protocol than this run's. What the paper prints names no protocol.
   */
  public Reference reference() throws IOException {
    Reference shipped = Reference.load(table);
    String recorded = shipped.provenance().entries().get("protocol");
    return recorded == null || settings.protocol().label().equals(recorded)
        ? shipped
        : shipped.without(
            plans.stream()
                .map(RowPlan::row)
                .filter(row -> row.table().equals(table))
                .map(Row::id)
                .collect(Collectors.toSet()));
  }

  /** Where the run's files are. */
  public Path directory() {
    return settings.reports().resolve(table);
  }

  /** The table's cells, row by row, each row's groups in the paper's order. */
  public ImmutableList<AskedCell> cells() {
    ImmutableList.Builder<AskedCell> cells = ImmutableList.builder();
    for (Row row :
        plans.stream().map(RowPlan::row).collect(Collectors.toCollection(LinkedHashSet::new))) {
      int seeds =
          plans.stream()
              .filter(plan -> plan.row().equals(row))
              .mapToInt(plan -> plan.seeds().size())
              .max()
              .orElseThrow();
      for (Group group : Group.values()) {
        ImmutableList<String> tasks =
            plans.stream()
                .filter(plan -> plan.row().equals(row))
                .map(RowPlan::task)
                .filter(task -> Tasks.get(task).group() == group)
                .collect(ImmutableList.toImmutableList());
        if (!tasks.isEmpty()) {
          cells.add(new AskedCell(row.table(), row.id(), row.title(), group.title(), tasks, seeds));
        }
      }
    }
    return cells.build();
  }

  /**
   * Runs what is missing and writes everything anew.
   *
   * @param reference what cells are held to
   * @return the cells, as {@code cells.csv} has them
   */
  public ImmutableList<Cell> run(Reference reference) throws IOException {
    try (Journal journal = Journal.open(directory());
        Progress progress = Progress.open(directory(), journal);
        LocalRunner runner = new LocalRunner(directory(), workers(), progress)) {
      Campaign campaign = new Campaign(journal, runner, progress);
      campaign.run(new PlannedTrials(plans));
      write(campaign::known, reference);
    }
    Report.render(directory());
    return CellTable.read(directory().resolve("cells.csv"));
  }

  private LocalRunner.Workers workers() {
    return new LocalRunner.Workers(
        Collections.nCopies(settings.workers(), "cpu"),
        THREADS,
        Experiment.class.getName(),
        DEADLINE,
        Map.of());
  }

  private void write(Function<Trial, Optional<TrialResult>> known, Reference reference)
      throws IOException {
    List<Run> runs = new ArrayList<>();
    Map<String, String> blocked = new LinkedHashMap<>();
    for (RowPlan plan : plans) {
      Step step = plan.next(known);
      if (step instanceof Step.Done done) {
        done.finals().forEach(end -> runs.add(run(plan, end)));
      } else if (step instanceof Step.Blocked stop) {
        System.err.println(stop.reason());
        blocked.put(plan.row().id() + " " + plan.task(), stop.reason());
      }
    }
    Tolerances tolerances = Tolerances.load();
    ImmutableList.Builder<Cell> cells = ImmutableList.builder();
    for (AskedCell asked : cells()) {
      cells.add(Aggregation.cell(asked, searchCost(asked, known), runs, reference, tolerances));
    }
    RunTable.write(directory().resolve("runs.csv"), runs);
    CellTable.write(directory().resolve("cells.csv"), cells.build());
    EmbeddedRun.write(directory().resolve(EmbeddedRun.FILE), embedded(known));
    RunProvenance.of(this, runs, blocked, reference, Machine.commit(Path.of("")))
        .write(directory().resolve("provenance.csv"));
  }

  private Run run(RowPlan plan, TrialResult end) {
    return Run.of(
        plan.row().table(),
        plan.row().id(),
        Tasks.get(plan.task()).group(),
        end.trial().settings(),
        end);
  }

  private ImmutableList<EmbeddedRun> embedded(Function<Trial, Optional<TrialResult>> known) {
    ImmutableList.Builder<EmbeddedRun> embedded = ImmutableList.builder();
    for (RowPlan plan : plans) {
      Figure3.trial(plan, known)
          .flatMap(known)
          .map(end -> EmbeddedRun.of(plan.row().id(), plan.row().title(), end))
          .ifPresent(embedded::add);
    }
    return embedded.build();
  }

  /** What the searches of a cell cost: of all trials that its plans look at, those not final. */
  private Cost searchCost(AskedCell asked, Function<Trial, Optional<TrialResult>> known) {
    Set<TrialResult> looked = Sets.newLinkedHashSet();
    for (RowPlan plan : plans) {
      if (plan.row().id().equals(asked.row()) && asked.tasks().contains(plan.task())) {
        plan.next(
            trial -> {
              Optional<TrialResult> result = known.apply(trial);
              result.ifPresent(looked::add);
              return result;
            });
      }
    }
    List<TrialResult> searches =
        looked.stream().filter(result -> result.trial().split() == Split.SEARCH).toList();
    return new Cost(
        searches.size(),
        searches.stream()
            .filter(result -> result.status() == Status.OK)
            .mapToDouble(result -> result.measured().seconds())
            .sum());
  }
}
