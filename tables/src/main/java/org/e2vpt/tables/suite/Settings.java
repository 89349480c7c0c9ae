package org.e2vpt.tables.suite;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Ints;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.tables.plan.MiniPlan;
import org.e2vpt.tables.plan.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a user can choose about a run, by system properties of the same names.
 *
 * @param protocol {@code -Dprotocol=paper}, or {@code released}; single choices by {@code
 *     -Dprotocol.segments=16}
 * @param tasks {@code -Dtasks=digits,shapes-count}: the tasks of a row; by default those of a small
 *     run, with {@code all} those of the full run
 * @param seeds {@code -Dseeds=42,44,82}: of the final runs of all rows, also of those in another
 *     protocol, which are compared; by default as many as the protocol has
 * @param workers {@code -Dworkers=2}: trials at a time on this machine's processor; by default one
 *     for each core, at most 8
 * @param reports {@code -Dreports=reports}: the folder that holds a folder for each table
 */
public record Settings(
    Protocol protocol, Tasks tasks, ImmutableList<Integer> seeds, int workers, Path reports) {

  private static final int MOST_WORKERS = 8;
  private static final String ALL = "all";

  /**
   * Which tasks each row has.
   *
   * @param asked by the user, or empty
   */
  record Tasks(String asked, Function<Row, List<String>> of) {}

  /** The settings of the mini table. */
  public static Settings mini(Properties properties) {
    Protocol protocol = Protocol.of(properties);
    return new Settings(
        protocol,
        tasks(properties.getProperty("tasks")),
        seeds(properties.getProperty("seeds"), protocol),
        workers(properties.getProperty("workers")),
        Path.of(properties.getProperty("reports", "reports")));
  }

  /** What is recorded unless a user chooses otherwise: all tasks with the released code's seeds. */
  public static Properties forRecording() {
    Properties properties = new Properties();
    properties.setProperty("tasks", ALL);
    properties.setProperty("seeds", joined(MiniPlan.RECORDING_SEEDS));
    return properties;
  }

  private static Tasks tasks(@Nullable String text) {
    if (text == null) {
      return new Tasks("", MiniPlan::tasks);
    }
    if (text.equals(ALL)) {
      return new Tasks(ALL, MiniPlan::allTasks);
    }
    List<String> asked = words(text);
    for (String task : asked) {
      if (!MiniPlan.ALL_TASKS.contains(task)) {
        throw refused(
            "tasks", text, "some of " + String.join(",", MiniPlan.ALL_TASKS) + ", or all");
      }
    }
    // In the table's order, each once.
    List<String> named = MiniPlan.ALL_TASKS.stream().filter(asked::contains).toList();
    return new Tasks(String.join(",", named), row -> named);
  }

  private static ImmutableList<Integer> seeds(@Nullable String text, Protocol protocol) {
    if (text == null) {
      int known = MiniPlan.RECORDING_SEEDS.size();
      if (protocol.runs() > known) {
        throw new IllegalArgumentException(
            "protocol.runs is %d, but only %d seeds are published; name the seeds by -Dseeds"
                .formatted(protocol.runs(), known));
      }
      return MiniPlan.RECORDING_SEEDS.subList(0, protocol.runs());
    }
    ImmutableSet.Builder<Integer> seeds = ImmutableSet.builder();
    for (String word : words(text)) {
      Integer seed = Ints.tryParse(word);
      if (seed == null) {
        throw refused("seeds", text, "whole numbers, such as 42,44,82");
      }
      seeds.add(seed);
    }
    return seeds.build().asList();
  }

  private static int workers(@Nullable String text) {
    if (text == null) {
      return Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors());
    }
    Integer workers = Ints.tryParse(text);
    if (workers == null || workers < 1) {
      throw refused("workers", text, "a whole number of at least 1");
    }
    return workers;
  }

  /** The command that makes this run on another machine. */
  public String command() {
    StringBuilder command = new StringBuilder("mvn verify");
    if (!tasks.asked().isEmpty()) {
      command.append(" -Dtasks=").append(tasks.asked());
    }
    command.append(" -Dseeds=").append(joined(seeds));
    if (!protocol.equals(Protocol.PAPER)) {
      command.append(protocol.properties());
    }
    return command.toString();
  }

  private static String joined(List<Integer> numbers) {
    return Joiner.on(',').join(numbers);
  }

  private static List<String> words(String text) {
    List<String> words = Splitter.on(',').trimResults().omitEmptyStrings().splitToList(text);
    return words.isEmpty() ? Collections.singletonList("") : words;
  }

  private static IllegalArgumentException refused(String name, String value, String expected) {
    return new IllegalArgumentException("%s must be %s; got '%s'".formatted(name, expected, value));
  }
}
