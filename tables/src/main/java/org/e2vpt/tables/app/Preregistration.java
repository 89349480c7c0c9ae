package org.e2vpt.tables.app;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.ledger.PlannedVerdicts;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Registration;
import org.e2vpt.tables.paper.Registration.Fact;
import org.e2vpt.tables.paper.Registration.Kind;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.plan.PaperPlan;
import org.e2vpt.tables.plan.RowPlan;

/**
 * Registers a run of a page before it is run, and says of one that was run whether it was run as
 * registered.
 */
public final class Preregistration {

  private Preregistration() {}

  /**
   * Writes {@code registration.csv} of the only page that was chosen into the folder where it will
   * be reported.
   *
   * @return the file
   * @throws IllegalArgumentException if it is there, the filters leave nothing of the page, or the
   *     journal has a final run of it
   */
  public static Path write(RunConfig config, Clock clock) throws IOException {
    return write(config, clock, BuildInfo.ofProgram().commit());
  }

  static Path write(RunConfig config, Clock clock, String commit) throws IOException {
    RunPage page = config.onlyPage();
    if (config.recorded().isPresent()) {
      throw new IllegalArgumentException(
          "the runs in a journal have been made already and cannot be registered: omit journal and run");
    }
    ImmutableList<AskedCell> cells = CellSelection.of(config, page).asked();
    if (cells.isEmpty()) {
      throw new IllegalArgumentException(CellSelection.noneOf(config, page));
    }
    Path folder = config.directory(page);
    Path file = folder.resolve(Registration.FILE);
    if (Files.exists(file)) {
      throw new IllegalArgumentException(
          "%s already exists, and a registration is never changed: run what it describes, or, as long as nothing was run, delete it and register again"
              .formatted(file));
    }
    Lab.Results before = Lab.Recorded.ofNothing(config.trials(page));
    List<RowPlan> plans =
        TableRun.plans(config, page.paper(), cells, world(config, before.journal()));
    int run = requireNoFinalRun(plans, before, config.trials(page).resolve(Journal.FILE));
    ImmutableList<Fact> facts =
        ImmutableList.<Fact>builder()
            .add(
                setting(
                    Registration.REGISTERED,
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).toString()))
            .add(setting(Registration.COMMAND, config.commandHere(page)))
            .add(
                setting(
                    Registration.TRIALS, number(plans.stream().mapToInt(RowPlan::planned).sum())))
            .add(setting(Registration.BEFORE, number(run)))
            .addAll(facts(config, page, cells, plans, commit))
            .build();
    Folders.create(folder);
    new Registration(facts).write(file);
    return file;
  }

  /** The files of this machine, and of those that it lacks what a journal names. */
  private static PaperWorld world(RunConfig config, List<TrialResult> journal) {
    Readiness here = Readiness.here(config.folder());
    PaperWorld files = PaperWorld.ofFiles(config.folder());
    PaperWorld before = PaperWorld.of(journal, config.folder());
    return new PaperWorld(
        config.folder(),
        id ->
            here.lacksFiles(List.of(id), List.of(), List.of()).isEmpty()
                ? files.weights(id)
                : before.weights(id),
        (id, pixels) ->
            here.lacksFiles(List.of(), List.of(id), List.of()).isEmpty()
                ? files.data(id, pixels)
                : before.data(id, pixels));
  }

  /** How many trials of the plans' searches were run. */
  private static int requireNoFinalRun(List<RowPlan> plans, Lab.Results before, Path journal) {
    Map<Boolean, Set<TrialResult>> known =
        plans.stream()
            .flatMap(plan -> plan.progress(before.known()).results().stream())
            .collect(
                Collectors.partitioningBy(
                    result -> result.trial().split() == Split.SEARCH, Collectors.toSet()));
    Set<TrialResult> finals = known.getOrDefault(false, Set.of());
    if (!finals.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s holds %d final runs of these settings, the first of %s: what is known cannot be"
                  + " registered any more; register other seeds, or a run in another folder"
                  + " (--reports)",
              journal,
              finals.size(),
              finals.stream()
                  .map(TrialResult::finished)
                  .min(Comparator.naturalOrder())
                  .orElseThrow()));
    }
    return known.getOrDefault(true, Set.of()).size();
  }

  /** What is registered of a run, but for when and how. */
  private static ImmutableList<Fact> facts(
      RunConfig config,
      RunPage page,
      Collection<AskedCell> cells,
      List<RowPlan> plans,
      String commit) {
    Paper paper = page.paper();
    PaperPlan plan = config.plan(paper);
    ImmutableList.Builder<Fact> facts = ImmutableList.builder();
    facts.add(
        setting(Registration.COMMIT, commit),
        setting("protocol", paper.presets().label(plan.protocol())),
        setting("budget", plan.budget().word()),
        setting("lengths", plan.lengths().word()),
        setting("search", plan.search().word()),
        setting(Execution.PRECISION, plan.execution().precision().word()),
        setting("numerics", number(Trial.NUMERICS)),
        setting("seeds", Joiner.on(", ").join(plan.seeds())));
    plan.protocol().choices().forEach((name, word) -> facts.add(Fact.of(Kind.CHOICE, name, word)));
    cells.forEach(cell -> facts.add(Registration.cell(cell)));
    facts.addAll(campaigns(plans));
    PlannedVerdicts.families(paper, cells, plans)
        .forEach((table, count) -> facts.add(Fact.of(Kind.FAMILY, table, number(count))));
    facts.addAll(Registration.chance(paper.noise(), cells));
    plans.forEach(each -> facts.add(Fact.of(Kind.WEIGHTS, each.row().backbone(), each.weights())));
    plans.forEach(each -> facts.add(Fact.of(Kind.DATA, each.task(), each.data())));
    facts.add(Fact.of(Kind.FILE, "datasets.lock", config.folder().lock().sha256()));
    paper
        .files()
        .forEach(
            (name, hash) ->
                facts.add(Fact.of(Kind.FILE, "papers/%s/%s".formatted(paper.id(), name), hash)));
    return facts.build().stream().distinct().collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<Fact> campaigns(List<RowPlan> plans) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (RowPlan plan : ImmutableSet.copyOf(plans)) {
      counts.merge(
          "%s %s %s".formatted(plan.row().table(), plan.row().id(), plan.task()), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(entry -> Fact.of(Kind.CAMPAIGNS, entry.getKey(), number(entry.getValue())))
        .collect(ImmutableList.toImmutableList());
  }

  private static Fact setting(String name, String value) {
    return Fact.of(Kind.SETTING, name, value);
  }

  private static String number(int count) {
    return Integer.toString(count);
  }

  private static boolean hasRun(RowPlan plan, List<Run> runs) {
    return runs.stream()
        .anyMatch(
            run ->
                run.ok()
                    && run.table().equals(plan.row().table())
                    && run.row().equals(plan.row().id())
                    && run.task().equals(plan.task())
                    && run.campaign() == plan.campaign());
  }

  /**
   * Adds to the provenance of a run that was reported whether it was run as registered, if it was
   * registered.
   */
  static void compare(TableRun run) throws IOException {
    Optional<Registration> registration = Registration.in(run.directory());
    if (registration.isEmpty()) {
      return;
    }
    Path file = run.directory().resolve("provenance.csv");
    Provenance provenance = Provenance.read(file);
    ImmutableMap<String, String> entries = provenance.entries();
    String commit = entries.getOrDefault(Registration.COMMIT, "");
    List<Run> runs = RunTable.read(run.directory().resolve("runs.csv"));
    List<RowPlan> begun =
        run.plans().stream().filter(plan -> plan.campaign() == 1 || hasRun(plan, runs)).toList();
    Registration now =
        new Registration(facts(run.config(), run.page(), run.cells(), begun, commit));
    String sentence =
        registration
            .get()
            .comparedWith(
                now,
                CellTable.read(run.directory().resolve("cells.csv")),
                Optional.of(entries.getOrDefault("first final run", ""))
                    .filter(text -> !text.isEmpty())
                    .map(Instant::parse));
    new Provenance(
            ImmutableMap.<String, String>builder()
                .putAll(entries)
                .put(Provenance.REGISTRATION, sentence)
                .buildKeepingLast())
        .write(file);
  }
}
