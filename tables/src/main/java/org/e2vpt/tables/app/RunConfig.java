package org.e2vpt.tables.app;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeSet;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.schedule.GpuUse;
import org.e2vpt.harness.schedule.Progress;
import org.e2vpt.harness.schedule.TimeBox;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.text.ShellCommand;
import org.e2vpt.harness.worker.WorkerSettings;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Presets;
import org.e2vpt.tables.paper.Protocol;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.plan.Budget;
import org.e2vpt.tables.plan.Lengths;
import org.e2vpt.tables.plan.PaperPlan;
import org.e2vpt.tables.plan.Search;

/**
 * What a user can choose about a run, read once from system properties or from options of the same
 * names ({@link RunOption}).
 *
 * @param papers those there are, with a user's own: {@code papers.dir}
 * @param tables that are asked for together; a filter may name what one of them has
 * @param preset {@code protocol}, one of a paper's presets; empty for the one that it names
 * @param choices {@code protocol.CHOICE}: other words than the preset's
 * @param budget {@code budget=paper|tuned|quick}
 * @param lengths {@code lengths=known|released|inferred|paper-grid}
 * @param search {@code search=grid|race}
 * @param repeats {@code repeats=3}: campaigns of each row and task; empty for the paper's
 * @param seeds {@code seeds=42,44}; empty for as many of a paper's as its protocol has runs
 * @param filters {@code rows}, {@code groups}, {@code tasks} as they were given, by name
 * @param gpu {@code gpu=auto|require|off}
 * @param data {@code data=auto|require}
 * @param folder {@code data.root}, {@code lock}
 * @param recorded with {@code journal=PATH}, or also {@code run=never}: the journal that is
 *     compared
 * @param workers {@code workers}: trials at a time on the processor; 0 for the usual number
 * @param cluster {@code spark.master}: the address of the cluster that trials run on, if it is not
 *     this machine
 * @param time {@code time}, or {@code hours}: no trial begins that would not end in it
 * @param hours {@code hours}: trials run in the order in which cells answer most
 * @param progress {@code progress}
 * @param execution {@code precision}, {@code shortcuts}
 * @param keepFull {@code keep.full}: whether models of methods that train most of the backbone are
 *     kept, too
 * @param reports {@code reports}: the folder that holds a folder for each page
 * @param report {@code report}: another folder that gets the pages, such as one that a build
 *     publishes
 * @param places those of {@link #HERE} that were named, by name
 */
public record RunConfig(
    Papers papers,
    ImmutableList<TableId> tables,
    Optional<String> preset,
    ImmutableMap<String, String> choices,
    Budget budget,
    Lengths lengths,
    Search search,
    OptionalInt repeats,
    Optional<ImmutableList<Integer>> seeds,
    ImmutableMap<String, String> filters,
    GpuUse gpu,
    Data data,
    DataFolder folder,
    Optional<Path> recorded,
    int workers,
    Optional<String> cluster,
    TimeBox time,
    OptionalInt hours,
    Progress.Console progress,
    Execution execution,
    boolean keepFull,
    Path reports,
    Optional<Path> report,
    ImmutableMap<String, String> places) {

  private static final String REPEATS = "repeats";

  static final String ROWS = "rows";
  static final String GROUPS = "groups";
  static final String TASKS = "tasks";

  /** As the tasks: all that the cells have, also those that are not run by default. */
  static final String ALL = "all";

  private static final ImmutableList<String> FILTERS = ImmutableList.of(ROWS, GROUPS, TASKS);

  /** What a run needs here, and may have elsewhere on another machine. */
  private static final ImmutableList<RunOption> HERE =
      ImmutableList.of(
          RunOption.GPU,
          RunOption.REPORTS,
          RunOption.PAPERS_DIR,
          RunOption.LOCK,
          RunOption.DATA_ROOT);

  /** What happens to cells whose files are not all there. */
  enum Data {
    /** They are not run. */
    AUTO,
    /** The run fails. */
    REQUIRE
  }

  private enum Run {
    /** What the journal has not got is run. */
    MISSING,
    /** Nothing: a journal is compared as it is. */
    NEVER
  }

  /** Reads all of them; {@code tables} says what is run. */
  public static RunConfig of(Properties properties) {
    Papers papers = papers(properties);
    ImmutableSet.Builder<TableId> tables = ImmutableSet.builder();
    for (String name : Choices.words(properties.getProperty(RunOption.TABLES, ""))) {
      if (!name.isEmpty()) {
        tables.addAll(papers.named(name));
      }
    }
    return of(properties, papers, tables.build().asList());
  }

  /** The papers that are chosen by {@code papers.dir}. */
  public static Papers papers(Properties properties) {
    String folder = properties.getProperty(RunOption.PAPERS_DIR.word());
    try {
      return folder == null ? Papers.shipped() : Papers.shipped().with(Path.of(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RunConfig of(Properties properties, Papers papers, ImmutableList<TableId> tables) {
    Budget budget = Choices.one(properties, "budget", Budget.values(), Budget::word);
    ImmutableMap.Builder<String, String> filters = ImmutableMap.builder();
    for (String filter : FILTERS) {
      String asked = properties.getProperty(filter);
      if (asked != null) {
        filters.put(filter, asked);
      }
    }
    RunConfig config =
        new RunConfig(
            papers,
            tables,
            Optional.ofNullable(properties.getProperty(RunOption.PROTOCOL.word())),
            choices(properties),
            budget,
            Choices.one(properties, "lengths", Lengths.values(), Lengths::word),
            Choices.one(properties, "search", Search.values(), Search::word),
            Choices.atLeastOne(properties.getProperty(REPEATS), REPEATS),
            Choices.seeds(properties.getProperty("seeds")),
            filters.buildOrThrow(),
            Choices.one(properties, "gpu", GpuUse.values(), RunConfig::word),
            Choices.one(properties, "data", Data.values(), RunConfig::word),
            DataFolder.of(properties::getProperty),
            recorded(properties),
            Choices.atLeastOne(properties.getProperty("workers"), "workers").orElse(0),
            Optional.ofNullable(properties.getProperty(RunOption.CLUSTER)),
            time(properties),
            Choices.hours(properties.getProperty("hours")),
            Progress.Console.of(properties.getProperty("progress", "auto")),
            Execution.of(properties::getProperty),
            Choices.one(
                properties,
                RunOption.KEEP_FULL.word(),
                new Boolean[] {false, true},
                String::valueOf),
            Path.of(properties.getProperty("reports", "reports")),
            Optional.ofNullable(properties.getProperty("report")).map(Path::of),
            places(properties));
    tables.forEach(table -> config.protocol(papers.get(table.paper()))); // refuses wrong words
    return config;
  }

  private static ImmutableMap<String, String> places(Properties properties) {
    ImmutableMap.Builder<String, String> places = ImmutableMap.builder();
    for (RunOption option : HERE) {
      String given = properties.getProperty(option.word());
      if (given != null) {
        places.put(option.word(), given);
      }
    }
    return places.buildOrThrow();
  }

  private static TimeBox time(Properties properties) {
    String time = properties.getProperty("time");
    OptionalInt hours = Choices.hours(properties.getProperty("hours"));
    if (time != null && hours.isPresent()) {
      throw new IllegalArgumentException(
          "hours=" + hours.getAsInt() + " ends the run, too: omit time=" + time);
    }
    return hours.isPresent()
        ? TimeBox.of(hours.getAsInt() + "h")
        : Optional.ofNullable(time).map(TimeBox::of).orElse(TimeBox.ENDLESS);
  }

  private static ImmutableMap<String, String> choices(Properties properties) {
    ImmutableMap.Builder<String, String> choices = ImmutableMap.builder();
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      if (name.startsWith(Protocol.PREFIX)) {
        choices.put(name.substring(Protocol.PREFIX.length()), properties.getProperty(name, ""));
      }
    }
    return choices.buildOrThrow();
  }

  private static Optional<Path> recorded(Properties properties) {
    Run run = Choices.one(properties, "run", Run.values(), RunConfig::word);
    String journal = properties.getProperty("journal");
    if (run == Run.NEVER && journal == null) {
      throw new IllegalArgumentException(
          "run=never compares a journal: name it, as in journal=reports/trials");
    }
    if (run == Run.MISSING && journal != null && properties.getProperty("run") != null) {
      throw new IllegalArgumentException(
          "with journal=%s nothing is run: omit run=missing".formatted(journal));
    }
    return Optional.ofNullable(journal).map(Path::of);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** What is run together and reported on one page: a table each, or all of some papers. */
  public ImmutableList<RunPage> pages() {
    Map<String, RunPage> pages = new LinkedHashMap<>();
    for (TableId table : tables) {
      RunPage page = RunPage.of(papers.get(table.paper()), table.table());
      pages.merge(page.id(), page, RunPage::with);
    }
    return ImmutableList.copyOf(pages.values());
  }

  /**
   * The only page of these tables.
   *
   * @throws IllegalArgumentException if there is another number of them
   */
  public RunPage onlyPage() {
    ImmutableList<RunPage> pages = pages();
    if (pages.size() != 1) {
      throw new IllegalArgumentException(
          "expected one table, got %s".formatted(Joiner.on(", ").join(tables)));
    }
    return pages.get(0);
  }

  /** A paper's experiments with these settings. */
  public PaperPlan plan(Paper paper) {
    return new PaperPlan(
        paper, protocol(paper), budget, lengths, search, repeats, seeds(paper), execution);
  }

  /**
   * A paper's preset, with the single choices.
   *
   * @throws IllegalArgumentException naming the unknown preset, choice or word, and those there are
   */
  public Protocol protocol(Paper paper) {
    return paper.presets().get(preset.orElse(paper.info().preset())).with(choices);
  }

  /**
   * The seeds that were named, or as many of a paper's as the protocol and the budget have runs.
   */
  public ImmutableList<Integer> seeds(Paper paper) {
    if (seeds.isPresent()) {
      return seeds.get();
    }
    ImmutableList<Integer> known = paper.info().seeds();
    int runs = Math.min(protocol(paper).plan().runs(), budget.mostSeeds());
    if (runs > known.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "protocol.runs is %d, but only %d seeds are published; name the seeds, as in seeds=1,2,3",
              runs,
              known.size()));
    }
    return known.subList(0, runs);
  }

  /** Whether the processor computes, whatever GPUs there are. */
  boolean onProcessor(Paper paper) {
    return gpu == GpuUse.OFF || (gpu == GpuUse.AUTO && !paper.info().gpu());
  }

  /** The same with another budget. */
  public RunConfig with(Budget other) {
    return new RunConfig(
        papers, tables, preset, choices, other, lengths, search, repeats, seeds, filters, gpu, data,
        folder, recorded, workers, cluster, time, hours, progress, execution, keepFull, reports,
        report, places);
  }

  /** The folder of a page's files. */
  public Path directory(RunPage page) {
    return reports.resolve(page.folder());
  }

  /**
   * The folder of a page's journal, curves and artifacts: one for all papers, as what two of them
   * need is run once; its own if recorded runs of this program are what it is compared with.
   */
  public Path trials(RunPage page) {
    return page.paper().info().recorded() ? directory(page) : reports.resolve("trials");
  }

  /** Where a page goes besides its own folder, if the user wants it there. */
  Optional<Path> published(RunPage page) {
    return report.map(folder -> folder.resolve(page.folder()));
  }

  /** The command that makes this run of a page on another machine. */
  public String command(RunPage page) {
    String folder = places.get(RunOption.PAPERS_DIR.word());
    return folder == null || Papers.shipped().find(page.paper().id()).isPresent()
        ? maven(page, ImmutableMap.of())
        : maven(page, ImmutableMap.of(RunOption.PAPERS_DIR.word(), PublicPath.of(Path.of(folder))));
  }

  /** The command that makes this run of a page here, with the folders that were named. */
  String commandHere(RunPage page) {
    return maven(page, places);
  }

  private String maven(RunPage page, Map<String, String> named) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put(
        RunOption.TABLES,
        filters.isEmpty()
            ? page.name(papers)
            : String.join(",", Iterables.transform(pages(), each -> each.name(papers))));
    options.putAll(settings(page));
    options.putAll(named);
    List<String> words = new ArrayList<>(List.of("mvn", "verify"));
    options.forEach((name, value) -> words.add("-D%s=%s".formatted(name, value)));
    return ShellCommand.of(words);
  }

  /** What makes this run of a page what it is, by the names of {@link RunOption}. */
  public ImmutableMap<String, String> settings(RunPage page) {
    ImmutableMap.Builder<String, String> settings = ImmutableMap.builder();
    if (budget != Budget.PAPER) {
      settings.put("budget", budget.word());
    }
    if (lengths != Lengths.KNOWN) {
      settings.put("lengths", lengths.word());
    }
    if (search != Search.GRID) {
      settings.put("search", search.word());
    }
    repeats.ifPresent(
        campaigns -> settings.put(REPEATS, String.format(Locale.ROOT, "%d", campaigns)));
    settings.put("seeds", Joiner.on(',').join(seeds(page.paper())));
    settings.putAll(filters);
    Presets presets = page.paper().presets();
    Protocol protocol = protocol(page.paper());
    if (!presets.label(protocol).equals(page.paper().info().preset())) {
      settings.putAll(presets.settings(protocol));
    }
    hours.ifPresent(most -> settings.put("hours", String.format(Locale.ROOT, "%d", most)));
    settings.putAll(execution.settings());
    return settings.buildOrThrow();
  }

  /** The system properties by which workers are told what was chosen. */
  ImmutableMap<String, String> forWorkers() {
    return ImmutableMap.<String, String>builder()
        .putAll(folder.settings())
        .put(Execution.PRECISION, execution.precision().word())
        .put(WorkerSettings.KEEP_FULL, Boolean.toString(keepFull))
        .buildOrThrow();
  }

  /** The same of other rows and tasks of a page, and with other seeds. */
  RunConfig showing(
      ImmutableList<String> rows, ImmutableList<String> tasks, ImmutableList<Integer> others) {
    return with(
        Optional.of(others),
        ImmutableMap.of(ROWS, String.join(",", rows), TASKS, String.join(",", tasks)));
  }

  /** The same without filters. */
  RunConfig unfiltered() {
    return with(seeds, ImmutableMap.of(TASKS, ALL));
  }

  private RunConfig with(
      Optional<ImmutableList<Integer>> others, ImmutableMap<String, String> filtered) {
    return new RunConfig(
        papers, tables, preset, choices, budget, lengths, search, repeats, others, filtered, gpu,
        data, folder, recorded, workers, cluster, time, hours, progress, execution, keepFull,
        reports, report, places);
  }
}
