package org.e2vpt.tables.suite;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.worker.TrialRunnerFactory;
import org.e2vpt.tables.plan.MiniPlan;
import org.e2vpt.tables.plan.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a user can choose about a run, by system properties of the same names.
 *
 * @param protocol {@code -Dprotocol=paper}, or {@code released}; single choices by {@code
 *     -Dprotocol.segments=16}
 * @param tasks {@code -Dtasks=digits,shapes-count}: the tasks of a row; by default those of a small
 *     run, with {@code all} those of the full run; and {@code -Drows=linear,vpt-deep}: the rows
 *     that are run at all
 * @param seeds {@code -Dseeds=42,44,82}: of the final runs of all rows, also of those in another
 *     protocol, which are compared; by default as many as the protocol has
 * @param workers {@code -Dworkers=2}: trials at a time on this machine's processor; by default one
 *     for each core, at most 8
 * @param reports {@code -Dreports=reports}: the folder that holds a folder for each table
 * @param report {@code -Dreport}: another folder that gets a folder with each table's pages, such
 *     as one that a build publishes
 */
public record Settings(
    Protocol protocol,
    Tasks tasks,
    ImmutableList<Integer> seeds,
    int workers,
    Path reports,
    Optional<Path> report)
    implements RunSettings {

  private static final int MOST_WORKERS = 8;
  private static final String ALL = "all";

  /**
   * Which tasks each row has.
   *
   * @param asked by the user, or empty
   * @param rows that have any, as the user asked for them, or empty for all
   */
  record Tasks(String asked, String rows, Function<Row, List<String>> of) {}

  /**
   * The settings of the mini table.
   *
   * @throws IllegalArgumentException if one is wrong, or of the paper's tables only
   */
  public static Settings mini(Properties properties) {
    requireNoneOfPaper(properties);
    Protocol protocol = Protocol.of(properties);
    return new Settings(
        protocol,
        tasks(properties.getProperty("tasks"), properties.getProperty("rows")),
        Choices.seeds(properties.getProperty("seeds"), protocol),
        Choices.workers(
            properties.getProperty("workers"),
            Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors())),
        Path.of(properties.getProperty("reports", "reports")),
        RunSettings.report(properties));
  }

  private static void requireNoneOfPaper(Properties properties) {
    if (!properties.getProperty("tables", "").replace(",", "").isEmpty()) {
      return; // tables of the paper are run in the same build
    }
    for (RunOption option : RunOption.values()) {
      if (option.isOfPaperOnly()
          && properties.getProperty(option.word()) != null
          && !(option == RunOption.GPU && TrialRunnerFactory.isClusterAsked())) {
        throw new IllegalArgumentException(
            "%s is a setting of the paper's tables, and mini is none".formatted(option.word()));
      }
    }
  }

  /** What is recorded unless a user chooses otherwise: all tasks with the released code's seeds. */
  public static Properties forRecording() {
    Properties properties = new Properties();
    properties.setProperty("tasks", ALL);
    properties.setProperty("seeds", joined(MiniPlan.RECORDING_SEEDS));
    return properties;
  }

  private static Tasks tasks(@Nullable String text, @Nullable String rows) {
    Tasks ofAll = tasks(text);
    List<String> ids = MiniPlan.rows(Protocol.PAPER).stream().map(Row::id).distinct().toList();
    List<String> some = Choices.some(rows, "rows", " of mini", ids);
    return new Tasks(
        ofAll.asked,
        rows == null ? "" : String.join(",", some),
        row -> some.contains(row.id()) ? ofAll.of.apply(row) : ImmutableList.of());
  }

  private static Tasks tasks(@Nullable String text) {
    if (text == null) {
      return new Tasks("", "", MiniPlan::tasks);
    }
    if (text.equalsIgnoreCase(ALL)) {
      return new Tasks(ALL, "", MiniPlan::allTasks);
    }
    List<String> named =
        Choices.named(
            text, "tasks", String.join(",", MiniPlan.ALL_TASKS) + ", or all", MiniPlan.ALL_TASKS);
    return new Tasks(String.join(",", named), "", row -> named);
  }

  @Override
  public Optional<Path> pages(String table) {
    return report.map(folder -> folder.resolve(table));
  }

  @Override
  public Path trials(String table) {
    return reports.resolve(table);
  }

  @Override
  public ImmutableMap<String, String> notes(String table) {
    return ImmutableMap.of();
  }

  @Override
  public int mostSeeds() {
    return Integer.MAX_VALUE;
  }

  @Override
  public String command(
      String table,
      ImmutableList<String> rows,
      ImmutableList<String> named,
      ImmutableList<Integer> other) {
    Tasks chosen = new Tasks(String.join(",", named), String.join(",", rows), tasks.of());
    return new Settings(protocol, chosen, other, workers, reports, report).command(table);
  }

  @Override
  public String command(String table) {
    StringBuilder command = new StringBuilder("mvn verify");
    if (!tasks.rows().isEmpty()) {
      command.append(" -Drows=").append(tasks.rows());
    }
    if (!tasks.asked().isEmpty()) {
      command.append(" -Dtasks=").append(tasks.asked());
    }
    command.append(" -Dseeds=").append(joined(seeds));
    if (!protocol.equals(Protocol.PAPER)) {
      command.append(protocol.properties());
    }
    Execution.configured()
        .settings()
        .forEach((name, word) -> command.append(" -D%s=%s".formatted(name, word)));
    return command.toString();
  }

  private static String joined(List<Integer> numbers) {
    return Joiner.on(',').join(numbers);
  }
}
