package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.file.BestEffort;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.Journal;
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
import org.e2vpt.tables.paper.DeviceTime;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.Stops;
import org.e2vpt.tables.paper.Tolerances;
import org.e2vpt.tables.plan.Figure3;
import org.e2vpt.tables.plan.MiniPlan;
import org.e2vpt.tables.plan.Row;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Step;
import org.e2vpt.tables.report.Report;

/**
 * Tables that are run together, in one folder: trials into {@code trials.csv}, from it {@code
 * runs.csv}, {@code cells.csv}, {@code timeline.csv} and {@code provenance.csv}, and from these the
 * report. To run it again continues it.
 *
 * @param table id of the first table, and name of the folder
 * @param settings what the user chose
 * @param cells row by row, each row's columns in the paper's order
 * @param plans one for each row and task that can be run here
 * @param withheld why a cell cannot be run here, for those that cannot
 * @param lab what trials are run on, or where they were run
 */
public record TableRun(
    String table,
    RunSettings settings,
    ImmutableList<AskedCell> cells,
    ImmutableList<RowPlan> plans,
    ImmutableMap<AskedCell, String> withheld,
    Lab lab) {

  /** The mini table. */
  public static TableRun mini(Settings settings) {
    ImmutableList<RowPlan> plans =
        Declared.of(
            MiniPlan.plans(
                settings.protocol(),
                settings.tasks().of(),
                settings.seeds(),
                backbone -> Pretrained.get(backbone).sha256(),
                Tasks::sha256,
                method -> TuningMethods.get(method).options(Pretrained.MINI.architecture())));
    return new TableRun(
        MiniPlan.METHODS,
        settings,
        cells(plans),
        plans,
        ImmutableMap.of(),
        Lab.mini(settings.workers()));
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

  private static ImmutableList<AskedCell> cells(List<RowPlan> plans) {
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
          cells.add(
              new AskedCell(
                  row.table(),
                  row.id(),
                  row.title(),
                  group.title(),
                  tasks,
                  seeds,
                  MiniPlan.BUDGET));
        }
      }
    }
    return cells.build();
  }

  /**
   * Runs what is missing and writes everything anew, also if the run is stopped: then with what is
   * known until then.
   *
   * @param reference what cells are held to
   * @return the cells, as {@code cells.csv} has them
   * @throws CancellationException if the run was stopped
   */
  @SuppressWarnings("try") // what counts of the reprieve is its end
  public ImmutableList<Cell> run(Reference reference) throws IOException {
    Folders.create(directory());
    Path trials = settings.trials(table);
    try (Reprieve reprieve = Reprieve.ask()) {
      try {
        report(
            plans.isEmpty() ? Lab.Recorded.ofNothing(trials) : lab.run(planned(), trials),
            reference);
      } catch (CancellationException e) {
        boolean interrupted = Thread.interrupted(); // with the flag set, no file can be read
        Lab.Results results = Lab.Recorded.read(trials).run(planned(), trials);
        report(
            new Lab.Results(
                results.known(), Optional.ofNullable(e.getMessage()), results.journal()),
            reference);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        throw e;
      }
    }
    return CellTable.read(directory().resolve("cells.csv"));
  }

  /** The trials that are missing and can be run now; those of later stages need their results. */
  public ImmutableList<Trial> missing() {
    try (Journal journal = Journal.open(settings.trials(table))) {
      return planned().needed(journal::known).stream()
          .filter(trial -> journal.known(trial).isEmpty())
          .collect(ImmutableList.toImmutableList());
    }
  }

  /** Why cells cannot be run here: a line for each reason. */
  public ImmutableList<String> shortcomings() {
    return ImmutableMultiset.copyOf(withheld.values()).entrySet().stream()
        .map(
            reason ->
                String.format(
                    Locale.ROOT,
                    "%s: %d of %d cells are not run: %s",
                    table,
                    reason.getCount(),
                    cells.size(),
                    reason.getElement()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Why cells have no number, as their tests say it; once the table was run. */
  public ImmutableMap<AskedCell, String> reasons() throws IOException {
    Provenance provenance = Provenance.read(directory().resolve("provenance.csv"));
    ImmutableMap.Builder<AskedCell, String> reasons = ImmutableMap.builder();
    for (AskedCell cell : cells) {
      Stops.blocked(cell, provenance)
          .or(() -> Stops.notRun(cell, provenance))
          .ifPresent(reason -> reasons.put(cell, reason));
    }
    return reasons.buildOrThrow();
  }

  private PlannedTrials planned() {
    return new PlannedTrials(plans);
  }

  private void report(Lab.Results results, Reference reference) throws IOException {
    write(results, reference);
    new BestEffort("the pages of the report").run(this::render);
  }

  private void render() throws IOException {
    Report.render(directory());
    Optional<Path> pages = settings.pages(table);
    if (pages.isPresent()) {
      Folders.create(pages.get());
      for (String page : Report.PAGES) {
        Files.copy(
            directory().resolve(page),
            pages.get().resolve(page),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private void write(Lab.Results results, Reference reference) throws IOException {
    Function<Trial, Optional<TrialResult>> known = results.known();
    List<Run> runs = new ArrayList<>();
    Map<String, String> blocked = new LinkedHashMap<>();
    Map<String, String> missing = new LinkedHashMap<>();
    for (RowPlan plan : plans) {
      for (TrialResult end : plan.finals(known)) {
        runs.add(run(plan, end));
      }
      Step step = plan.next(known);
      if (step instanceof Step.Done) {
        if (Figure3.waits(plan, known)) {
          missing.put(
              plan.row().id() + " " + plan.task(),
              "no result of the trial that embeds row '%s' on %s for Figure 3%s"
                  .formatted(plan.row().id(), plan.task(), because(results)));
        }
      } else if (step instanceof Step.Needs needs) {
        missing.put(
            plan.row().id() + " " + plan.task(),
            String.format(
                Locale.ROOT,
                "no result of %d %s of the %s of row '%s' on %s%s",
                needs.trials().size(),
                needs.trials().size() == 1 ? "trial" : "trials",
                needs.stage().title(),
                plan.row().id(),
                plan.task(),
                because(results)));
      } else if (step instanceof Step.Blocked stop) {
        System.err.println(stop.reason());
        blocked.put(plan.row().id() + " " + plan.task(), stop.reason());
      }
    }
    Tolerances tolerances = Tolerances.load();
    ImmutableList.Builder<Cell> measured = ImmutableList.builder();
    for (AskedCell asked : cells) {
      measured.add(Aggregation.cell(asked, searchCost(asked, known), runs, reference, tolerances));
    }
    ImmutableList<EmbeddedRun> embedded = embedded(known);
    keep("curves", runs.stream().map(run -> run.trialId() + ".csv").toList());
    keep("figure3", embedded.stream().flatMap(run -> run.files().stream()).toList());
    RunTable.write(directory().resolve("runs.csv"), runs);
    EmbeddedRun.write(directory().resolve(EmbeddedRun.FILE), embedded);
    CellTable.write(directory().resolve("cells.csv"), measured.build());
    DeviceTime.write(directory().resolve(DeviceTime.FILE), times(known));
    String commit = BuildInfo.ofProgram().commit();
    Set<String> shown = runs.stream().map(Run::trialId).collect(Collectors.toSet());
    Optional<String> leftOut = LeftOutRuns.of(this, results, shown).note(this);
    RunProvenance.of(this, runs, new Stops(blocked, missing), reference, commit, leftOut)
        .write(directory().resolve("provenance.csv"));
  }

  private static String because(Lab.Results results) {
    return results.shortage().map(reason -> ": " + reason).orElse("");
  }

  /** What trials left beside their journal, where this table's report looks for it. */
  private void keep(String folder, List<String> names) {
    Path to = directory().resolve(folder);
    new BestEffort("the files of " + to).run(() -> copy(folder, names, to));
  }

  private void copy(String folder, List<String> names, Path to) throws IOException {
    Path from = lab.folder(settings.trials(table)).resolve(folder);
    Folders.create(to);
    for (String name : names) {
      if (!from.equals(to) && Files.isRegularFile(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Run run(RowPlan plan, TrialResult end) throws IOException {
    return Run.of(
        plan.row().table(), plan.row().id(), group(plan.task()), end.trial().settings(), end);
  }

  private static Group group(String task) throws IOException {
    return PaperTask.load().stream()
        .filter(ofPaper -> ofPaper.id().equals(task))
        .map(PaperTask::group)
        .findFirst()
        .orElseGet(() -> Tasks.get(task).group());
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

  /** What every trial of the plans that ended well took, in the order in which they ended. */
  private ImmutableList<DeviceTime> times(Function<Trial, Optional<TrialResult>> known) {
    Map<Trial, DeviceTime> times = new LinkedHashMap<>();
    for (RowPlan plan : plans) {
      Stream.concat(
              looked(plan, known).stream(), Figure3.trial(plan, known).flatMap(known).stream())
          .filter(result -> result.status() == Status.OK)
          .forEach(
              result -> times.putIfAbsent(result.trial(), DeviceTime.of(plan.row().id(), result)));
    }
    return times.values().stream()
        .sorted(Comparator.comparing(DeviceTime::finished))
        .collect(ImmutableList.toImmutableList());
  }

  /** The results that a plan looks at. */
  private static List<TrialResult> looked(
      RowPlan plan, Function<Trial, Optional<TrialResult>> known) {
    List<TrialResult> looked = new ArrayList<>();
    var unused =
        plan.next(
            trial -> {
              Optional<TrialResult> result = known.apply(trial);
              result.ifPresent(looked::add);
              return result;
            });
    return looked;
  }

  /** What the searches of a cell cost: of all trials that its plans look at, those not final. */
  private Cost searchCost(AskedCell asked, Function<Trial, Optional<TrialResult>> known) {
    Set<TrialResult> looked = Sets.newLinkedHashSet();
    for (RowPlan plan : plans) {
      if (plan.row().id().equals(asked.row()) && asked.tasks().contains(plan.task())) {
        looked.addAll(looked(plan, known));
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
