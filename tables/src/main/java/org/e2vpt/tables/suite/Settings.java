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
import org.e2vpt.tables.plan.MiniPlan;
import org.jspecify.annotations.Nullable;

/**
 * What a user can choose about a run, by system properties of the same names.
 *
 * @param tasks {@code -Dtasks=digits,shapes-count}, or {@code all}
 * @param seeds {@code -Dseeds=42,44,82}: of the final runs
 * @param workers {@code -Dworkers=2}: trials at a time on this machine's processor; by default one
 *     for each core, at most 8
 * @param reports {@code -Dreports=reports}: the folder that holds a folder for each table
 */
public record Settings(
    ImmutableList<String> tasks, ImmutableList<Integer> seeds, int workers, Path reports) {

  private static final int MOST_WORKERS = 8;

  /** The settings of the mini table. */
  public static Settings mini(Properties properties) {
    return new Settings(
        tasks(properties.getProperty("tasks")),
        seeds(properties.getProperty("seeds")),
        workers(properties.getProperty("workers")),
        Path.of(properties.getProperty("reports", "reports")));
  }

  /** What is recorded unless a user chooses otherwise: all tasks with the released code's seeds. */
  public static Properties forRecording() {
    Properties properties = new Properties();
    properties.setProperty("tasks", "all");
    properties.setProperty("seeds", joined(MiniPlan.RECORDING_SEEDS));
    return properties;
  }

  private static ImmutableList<String> tasks(@Nullable String text) {
    if (text == null) {
      return MiniPlan.TASKS;
    }
    if (text.equals("all")) {
      return MiniPlan.ALL_TASKS;
    }
    List<String> asked = words(text);
    for (String task : asked) {
      if (!MiniPlan.ALL_TASKS.contains(task)) {
        throw refused(
            "tasks", text, "some of " + String.join(",", MiniPlan.ALL_TASKS) + ", or all");
      }
    }
    // In the table's order, each once.
    return MiniPlan.ALL_TASKS.stream()
        .filter(asked::contains)
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<Integer> seeds(@Nullable String text) {
    if (text == null) {
      return MiniPlan.SEEDS;
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
    return "mvn verify -Dtasks=%s -Dseeds=%s".formatted(String.join(",", tasks), joined(seeds));
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
