package org.e2vpt.tables.suite;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.tables.plan.Budget;
import org.e2vpt.tables.plan.Difference;
import org.e2vpt.tables.plan.Lengths;
import org.e2vpt.tables.plan.PaperPlan;

/**
 * What a user can choose about a run of the paper's tables, by system properties of the same names.
 *
 * @param plan {@code -Dprotocol}, {@code -Dbudget=paper|tuned|quick}, {@code
 *     -Dlengths=released|inferred|paper-grid}, {@code -Dseeds=42,44}
 * @param tables {@code -Dtables}: those that are asked for together, which Maven's profiles say; a
 *     filter may name what one of them has
 * @param filters {@code -Drows}, {@code -Dgroups}, {@code -Dtasks} as they were given, by name
 * @param gpu {@code -Dgpu=auto|require|off}
 * @param data {@code -Ddata=auto|require}
 * @param recorded with {@code -Djournal=PATH}, or also {@code -Drun=never}: the journal that is
 *     asserted
 * @param workers {@code -Dworkers}: trials at a time on the processor; by default one
 * @param reports {@code -Dreports}: the folder that holds a folder for each table
 * @param report {@code -Dreport}: another folder that gets a folder with each table's pages, such
 *     as one that a build publishes
 */
public record PaperSettings(
    PaperPlan plan,
    ImmutableList<String> tables,
    ImmutableMap<String, String> filters,
    Gpu gpu,
    Data data,
    Optional<Path> recorded,
    int workers,
    Path reports,
    Optional<Path> report)
    implements RunSettings {

  /** The settings by which cells are chosen. */
  static final ImmutableList<String> FILTERS = ImmutableList.of("rows", "groups", "tasks");

  /** What is computed on. */
  enum Gpu {
    /** The GPUs; without one, nothing is run. */
    AUTO,
    /** The GPUs; without one, the suite fails. */
    REQUIRE,
    /** The processor, however long it takes. */
    OFF
  }

  /** What happens to cells whose files are not all there. */
  enum Data {
    /** They are not run. */
    AUTO,
    /** The suite fails. */
    REQUIRE
  }

  private enum Run {
    /** What the journal has not got is run. */
    MISSING,
    /** Nothing: a journal is asserted as it is. */
    NEVER
  }

  private static final Splitter TABLES = Splitter.on(',').omitEmptyStrings();

  private static final Lengths[] LENGTHS = {Lengths.RELEASED, Lengths.INFERRED, Lengths.PAPER_GRID};

  /** Reads all of them. */
  public static PaperSettings of(Properties properties) {
    Protocol protocol = Protocol.of(properties);
    Budget budget = Choices.one(properties, "budget", Budget.values(), Budget::word);
    Lengths lengths = Choices.one(properties, "lengths", LENGTHS, Lengths::word);
    ImmutableList<Integer> seeds = Choices.seeds(properties.getProperty("seeds"), protocol);
    if (properties.getProperty("seeds") == null) {
      seeds = seeds.subList(0, Math.min(seeds.size(), budget.mostSeeds()));
    }
    ImmutableMap.Builder<String, String> filters = ImmutableMap.builder();
    for (String filter : FILTERS) {
      String asked = properties.getProperty(filter);
      if (asked != null) {
        filters.put(filter, asked);
      }
    }
    return new PaperSettings(
        new PaperPlan(protocol, budget, lengths, seeds),
        ImmutableSet.copyOf(TABLES.split(properties.getProperty("tables", ""))).asList(),
        filters.buildOrThrow(),
        Choices.one(properties, "gpu", Gpu.values(), PaperSettings::word),
        Choices.one(properties, "data", Data.values(), PaperSettings::word),
        recorded(properties),
        Choices.workers(properties.getProperty("workers"), 1),
        Path.of(properties.getProperty("reports", "reports")),
        RunSettings.report(properties));
  }

  private static Optional<Path> recorded(Properties properties) {
    Run run = Choices.one(properties, "run", Run.values(), PaperSettings::word);
    String journal = properties.getProperty("journal");
    if (run == Run.NEVER && journal == null) {
      throw new IllegalArgumentException(
          "run=never compares a journal: name it, as in journal=reports/trials");
    }
    if (run == Run.MISSING && journal != null && properties.getProperty("run") != null) {
      throw new IllegalArgumentException(
          "with journal=%s nothing is run: leave run=missing away".formatted(journal));
    }
    return Optional.ofNullable(journal).map(Path::of);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Protocol protocol() {
    return plan.protocol();
  }

  @Override
  public ImmutableList<Integer> seeds() {
    return plan.seeds();
  }

  @Override
  public int mostSeeds() {
    return plan.budget().mostSeeds();
  }

  /** The same with other filters and seeds. */
  PaperSettings showing(ImmutableMap<String, String> others, ImmutableList<Integer> seeds) {
    return new PaperSettings(
        new PaperPlan(plan.protocol(), plan.budget(), plan.lengths(), seeds),
        tables,
        others,
        gpu,
        data,
        recorded,
        workers,
        reports,
        report);
  }

  @Override
  public String command(
      String table,
      ImmutableList<String> rows,
      ImmutableList<String> tasks,
      ImmutableList<Integer> seeds) {
    return showing(
            ImmutableMap.of("rows", String.join(",", rows), "tasks", String.join(",", tasks)),
            seeds)
        .command(table);
  }

  /** The tables that are asked for with this one, itself among them. */
  ImmutableList<String> together(String table) {
    return tables.contains(table) ? tables : ImmutableList.of(table);
  }

  @Override
  public Optional<Path> pages(String table) {
    return report.map(folder -> folder.resolve(table));
  }

  /** One for all tables: what two of them need is run once. */
  @Override
  public Path trials(String table) {
    return reports.resolve("trials");
  }

  @Override
  public String command(String table) {
    StringBuilder command =
        new StringBuilder("mvn verify -P")
            .append(filters.isEmpty() ? table : String.join(",", together(table)));
    new TreeMap<>(options())
        .forEach((name, value) -> command.append(" -D%s=%s".formatted(name, value)));
    if (!protocol().equals(Protocol.PAPER)) {
      command.append(protocol().properties());
    }
    Execution.configured()
        .settings()
        .forEach((name, word) -> command.append(" -D%s=%s".formatted(name, word)));
    return command.toString();
  }

  private Map<String, String> options() {
    return ImmutableMap.<String, String>builder()
        .put("budget", plan.budget().word())
        .put("lengths", plan.lengths().word())
        .put("seeds", Joiner.on(',').join(seeds()))
        .putAll(filters)
        .buildOrThrow();
  }

  @Override
  public ImmutableMap<String, String> notes(String table) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("budget", plan.budget().word());
    notes.put("lengths", plan.lengths().word());
    for (Difference difference : plan.differences(table)) {
      notes.merge(
          "difference of " + difference.where(),
          "%s (%s)".formatted(difference.difference(), difference.source()),
          (one, other) -> one + "; " + other);
    }
    return ImmutableMap.copyOf(notes);
  }
}
