package org.e2vpt.tables.app;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.file.BestEffort;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.Gpu;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.tables.cost.Speed;
import org.e2vpt.tables.ledger.Ledger;
import org.e2vpt.tables.ledger.PlannedVerdicts;
import org.e2vpt.tables.ledger.RunProvenance;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Campaigns;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Registration;
import org.e2vpt.tables.plan.PaperPlan;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Step;
import org.e2vpt.tables.report.Report;

/**
 * Tables that are run together, in one folder: trials into {@code trials.csv}, from it what the
 * {@link Ledger} writes, and from that the report. To run it again continues it.
 *
 * @param config what the user chose
 * @param page which tables
 * @param cells those that were asked for, row by row, each row's columns in the paper's order
 * @param plans one for each row and task that can be run here
 * @param withheld why a cell cannot be run here, for those that cannot
 * @param lab what trials are run on, or where they were run
 * @param command that makes the same run again, for whoever reads its report
 */
public record TableRun(
    RunConfig config,
    RunPage page,
    ImmutableList<AskedCell> cells,
    ImmutableList<RowPlan> plans,
    ImmutableMap<AskedCell, String> withheld,
    Lab lab,
    String command) {

  /**
   * The only page that was chosen, as far as this machine can run it, or a journal has it.
   *
   * @throws IllegalArgumentException if the filters leave nothing of it
   * @throws IllegalStateException if something is required that is missing
   */
  public static TableRun of(RunConfig config) throws IOException {
    return of(config, config.onlyPage(), Readiness.here(config.folder()));
  }

  /** Likewise one of the pages that were chosen. */
  public static TableRun of(RunConfig config, RunPage page, Readiness here) throws IOException {
    ImmutableList<AskedCell> cells = CellSelection.of(config, page).asked();
    if (cells.isEmpty()) {
      throw new IllegalArgumentException(CellSelection.noneOf(config, page));
    }
    if (config.recorded().isPresent()) {
      Lab.Recorded recorded = Lab.Recorded.read(config.recorded().get());
      return new TableRun(
          config,
          page,
          cells,
          plans(config, page.paper(), cells, PaperWorld.of(recorded.results(), config.folder())),
          ImmutableMap.of(),
          recorded,
          config.command(page));
    }
    // what cannot be run here is refused too, if no machine could run it
    List<RowPlan> planned =
        plans(config, page.paper(), cells, PaperWorld.withoutFiles(config.folder()));
    boolean elsewhere = config.cluster().isPresent(); // its devices are not this machine's
    boolean processor = config.onProcessor(page.paper());
    Optional<String> noDevice =
        elsewhere ? Optional.empty() : here.lacksDevice(config.gpu(), processor);
    here.require(config.data(), backbones(page, cells), tasks(cells), files(planned, cells));
    ImmutableMap.Builder<AskedCell, String> withheld = ImmutableMap.builder();
    List<AskedCell> ready = new ArrayList<>();
    for (AskedCell cell : cells) {
      noDevice
          .or(
              () ->
                  here.lacksFiles(
                      backbones(page, List.of(cell)), cell.tasks(), files(planned, List.of(cell))))
          .ifPresentOrElse(reason -> withheld.put(cell, reason), () -> ready.add(cell));
    }
    return new TableRun(
        config,
        page,
        cells,
        plans(config, page.paper(), ready, PaperWorld.ofFiles(config.folder())),
        withheld.buildOrThrow(),
        ready.isEmpty() ? Lab.NONE : lab(config, page, here, processor, elsewhere),
        config.command(page));
  }

  /** The same, which another command makes. */
  public TableRun madeBy(String other) {
    return new TableRun(config, page, cells, plans, withheld, lab, other);
  }

  private static Lab lab(
      RunConfig config, RunPage page, Readiness here, boolean processor, boolean elsewhere) {
    List<Device> devices =
        processor || elsewhere ? Device.processors(workers(config, page.paper())) : here.devices();
    String name = page.name(config.papers());
    return Lab.running(
        config,
        devices,
        page.paper().info().deadline(),
        !page.paper().info().gpu()
            ? plans -> {}
            : elsewhere
                ? plans -> Machinery.announceElsewhere(name, plans, config.folder())
                : plans ->
                    Machinery.announce(
                        name, here, processor, plans, config.execution().precision()));
  }

  /**
   * How many trials run at a time on the processor: of a paper for GPUs one, which takes all cores;
   * of others one a core, up to 8.
   */
  private static int workers(RunConfig config, Paper paper) {
    if (config.workers() > 0) {
      return config.workers();
    }
    return paper.info().gpu() ? 1 : Math.min(8, Runtime.getRuntime().availableProcessors());
  }

  /**
   * All that is asked for of a page, whatever this machine lacks; only to count. It is empty if the
   * filters leave nothing.
   */
  public static ImmutableList<RowPlan> planned(RunConfig config, RunPage page) throws IOException {
    return plans(
        config,
        page.paper(),
        CellSelection.of(config, page).asked(),
        PaperWorld.withoutFiles(config.folder()));
  }

  /** The cells that are asked for of a page, in the order in which they answer most. */
  public static AnswerOrder answers(RunConfig config, RunPage page) throws IOException {
    return AnswerOrder.of(
        page.paper().questions(),
        CellSelection.of(config, page).asked(),
        planned(config, page),
        config.folder());
  }

  /** What the verdicts of a page will be able to tell, in lines for people. */
  public static ImmutableList<String> foreseen(
      RunConfig config, RunPage page, List<RowPlan> planned) {
    return PlannedVerdicts.lines(page.paper(), CellSelection.of(config, page).asked(), planned);
  }

  /** What the cells' rows run on their tasks, row by row. */
  static ImmutableList<RowPlan> plans(
      RunConfig config, Paper paper, List<AskedCell> cells, PaperPlan.World world) {
    PaperPlan plan = config.plan(paper);
    ImmutableList.Builder<RowPlan> plans = ImmutableList.builder();
    for (AskedCell cell : cells) {
      PaperRow row = row(paper, cell);
      for (PaperTask task : paper.tasks()) {
        if (cell.tasks().contains(task.id())) {
          RowPlan first = plan.plan(row, task, world);
          for (int campaign = 1; campaign <= plan.campaigns(row, task); campaign++) {
            plans.add(first.inCampaign(campaign));
          }
        }
      }
    }
    return Declared.of(plans.build(), config.folder());
  }

  private static PaperRow row(Paper paper, AskedCell cell) {
    return paper.row(CellSelection.table(cell).table(), cell.row());
  }

  private static ImmutableSet<String> backbones(RunPage page, List<AskedCell> cells) {
    return cells.stream().map(cell -> row(page.paper(), cell).backbone()).collect(toImmutableSet());
  }

  private static ImmutableSet<String> files(List<RowPlan> plans, List<AskedCell> cells) {
    return plans.stream()
        .filter(plan -> cells.stream().anyMatch(cell -> shows(cell, plan)))
        .flatMap(plan -> plan.files().stream())
        .collect(toImmutableSet());
  }

  private static boolean shows(AskedCell cell, RowPlan plan) {
    return plan.row().id().equals(cell.row())
        && plan.row().table().equals(CellSelection.table(cell).toString())
        && cell.tasks().contains(plan.task());
  }

  private static ImmutableSet<String> tasks(Collection<AskedCell> cells) {
    return cells.stream().flatMap(cell -> cell.tasks().stream()).collect(toImmutableSet());
  }

  /**
   * What the cells are compared with, by table: what the paper has, without the rows that were
   * recorded in another protocol than this run's. What a paper prints names no protocol.
   */
  public ImmutableMap<String, Reference> references() {
    String protocol = page.paper().presets().label(config.protocol(page.paper()));
    Map<String, Reference> references = new LinkedHashMap<>();
    for (String table : page.tables()) {
      Reference reference = page.paper().reference(table);
      String recorded = reference.provenance().entries().get("protocol");
      boolean other = recorded != null && !recorded.equals(protocol);
      references.put(
          page.paper().table(table).id().toString(),
          other ? reference.without(rowsWithoutPreset(table)) : reference);
    }
    return ImmutableMap.copyOf(references);
  }

  private ImmutableSet<String> rowsWithoutPreset(String table) {
    return page.paper().rows().stream()
        .filter(row -> row.table().equals(table) && row.preset().isEmpty())
        .map(PaperRow::row)
        .collect(toImmutableSet());
  }

  /** Where the run's files are. */
  public Path directory() {
    return config.directory(page);
  }

  private Path trials() {
    return config.trials(page);
  }

  /** As {@link #run(Map)}, with what the paper has. */
  public ImmutableList<Cell> run() throws IOException {
    return run(references());
  }

  /**
   * Runs what is missing and writes everything again, also if the run is stopped: then with what is
   * known until then.
   *
   * @param references what cells are compared with, by table
   * @return the cells, as {@code cells.csv} has them
   * @throws CancellationException if the run was stopped
   */
  @SuppressWarnings("try") // what counts of the reprieve is its end
  public ImmutableList<Cell> run(Map<String, Reference> references) throws IOException {
    Folders.create(directory());
    var unused = Registration.in(directory()); // a damaged one is better refused now than later
    try (Reprieve reprieve = Reprieve.ask()) {
      try {
        report(
            plans.isEmpty() ? Lab.Recorded.ofNothing(trials()) : lab.run(demand(), trials()),
            references);
      } catch (CancellationException e) {
        boolean interrupted = Thread.interrupted(); // with the flag set, no file can be read
        Lab.Results results = Lab.Recorded.read(trials()).run(demand(), trials());
        report(
            new Lab.Results(
                results.known(), Optional.ofNullable(e.getMessage()), results.journal()),
            references);
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        throw e;
      }
    }
    return CellTable.read(directory().resolve("cells.csv"));
  }

  /** What is run, in the order in which it answers most if the run may end early. */
  private PlannedTrials demand() {
    if (config.hours().isEmpty()) {
      return PlannedTrials.of(plans);
    }
    AnswerOrder order = AnswerOrder.of(page.paper().questions(), cells, plans, config.folder());
    boolean here = !config.onProcessor(page.paper()) && config.cluster().isEmpty();
    List<Gpu> gpus = here ? Gpus.visible().list() : List.of();
    return new PlannedTrials(
        gpus.stream()
            .findFirst()
            .flatMap(gpu -> Speed.ofModel(gpu.name(), config.execution().precision()))
            .map(
                speed ->
                    order.fittingFirst(
                        config.hours().getAsInt(), speed, gpus.size(), config.folder()))
            .orElse(order)
            .plans());
  }

  /** The trials that are missing and can be run now; those of later stages need their results. */
  public ImmutableList<Trial> missing() {
    try (Journal journal = Journal.open(trials())) {
      return demand().needed(journal::known).stream()
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
                    "%s: %d of %s not run: %s",
                    page.name(config.papers()),
                    reason.getCount(),
                    Amounts.count(cells.size(), "cell"),
                    reason.getElement()))
        .collect(ImmutableList.toImmutableList());
  }

  /** What the report answers first, a sentence each; once the table was run. */
  public ImmutableList<String> answers() throws IOException {
    return Report.answers(config.papers(), directory());
  }

  /** Why cells have no number, as their tests say it; once the table was run. */
  public ImmutableMap<AskedCell, String> reasons() throws IOException {
    Reasons reasons = Reasons.read(directory());
    ImmutableMap.Builder<AskedCell, String> found = ImmutableMap.builder();
    for (AskedCell cell : cells) {
      reasons
          .blocked(cell)
          .or(() -> reasons.notRun(cell))
          .ifPresent(reason -> found.put(cell, reason));
    }
    return found.buildOrThrow();
  }

  private void report(Lab.Results results, Map<String, Reference> references) throws IOException {
    Ledger ledger =
        Ledger.of(
            page.paper(), cells, plans(results), withheld, results.known(), results.shortage());
    ledger.reasons().of(Reasons.Kind.BLOCKED).forEach(r -> System.err.println(r.text()));
    keep("curves", ledger.curves());
    keep("embeddings", ledger.embeddings());
    ledger.write(
        directory(),
        references,
        RunProvenance.of(
            this.provenanceOf(ledger, results),
            ledger,
            references.values().stream().findFirst().orElse(RecordedReference.NONE)));
    keepPredictions(ledger);
    Preregistration.compare(this);
    new BestEffort("the pages of the report").run(this::render);
  }

  /**
   * The plans, and unless their number was chosen, those repeats that the journal has too: also
   * what was once run on some tasks tells how much campaigns differ.
   */
  private ImmutableList<RowPlan> plans(Lab.Results results) {
    if (config.repeats().isPresent() || page.paper().info().recorded()) {
      return plans;
    }
    Set<RowPlan> all = new LinkedHashSet<>(plans);
    for (RowPlan plan : plans) {
      RowPlan next = plan;
      while (next.campaign() <= Campaigns.MOST
          && next.progress(results.known()).next() instanceof Step.Done) {
        all.add(next);
        next = next.inCampaign(next.campaign() + 1);
      }
    }
    return ImmutableList.copyOf(all);
  }

  private RunProvenance.Facts provenanceOf(Ledger ledger, Lab.Results results) throws IOException {
    return new RunProvenance.Facts(
        command,
        trials().getFileName().toString(),
        lab instanceof Lab.Recorded recorded && !lab.equals(Lab.NONE)
            ? Optional.of(recorded.journal())
            : Optional.empty(),
        lab instanceof Lab.Recorded recorded ? recorded.contents().leftOut() : ImmutableList.of(),
        LeftOutRuns.of(this, ledger.plans(), results).note(this),
        config.folder(),
        config.plan(page.paper()),
        inferred(),
        page.tables());
  }

  /** How lengths follow from what is printed, by row and task. */
  private ImmutableMap<String, String> inferred() {
    PaperPlan.World world = PaperWorld.withoutFiles(config.folder());
    ImmutableMap.Builder<String, String> inferred = ImmutableMap.builder();
    for (AskedCell cell : cells) {
      PaperRow row = row(page.paper(), cell);
      for (PaperTask task : page.paper().tasks()) {
        if (cell.tasks().contains(task.id())) {
          config
              .plan(page.paper())
              .inference(row, task, world)
              .ifPresent(how -> inferred.put(row.row() + " on " + task.id(), how));
        }
      }
    }
    return inferred.buildKeepingLast();
  }

  private void render() throws IOException {
    Report.render(config.papers(), directory());
    Optional<Path> pages = config.published(page);
    if (pages.isPresent()) {
      Report.render(config.papers(), directory(), Folders.create(pages.get()));
    }
  }

  /** What final runs on folders of the user's predicted, for the report. */
  private void keepPredictions(Ledger ledger) {
    if (plans.stream().map(RowPlan::task).anyMatch(FolderIds::isFolder)) {
      keep("predictions", ledger.curves());
      new BestEffort("the small images of the report")
          .run(() -> Report.keepImages(directory(), SmallImage::jpeg));
    }
  }

  /** What trials left beside their journal, where this page's report looks for it. */
  private void keep(String folder, List<String> names) {
    Path to = directory().resolve(folder);
    new BestEffort("the files of " + to).run(() -> copy(folder, names, to));
  }

  private void copy(String folder, List<String> names, Path to) throws IOException {
    Path from = lab.folder(trials()).resolve(folder);
    Folders.create(to);
    for (String name : names) {
      if (!from.equals(to) && Files.isRegularFile(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
