package org.e2vpt.tables.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of a table is run, and how: the options that the system properties of a suite have too. */
final class TableOptions {

  @Option(names = "--rows", description = "Rows of the table, separated by commas.")
  private @Nullable String rows;

  @Option(names = "--groups", description = "Groups of its tasks, separated by commas.")
  private @Nullable String groups;

  @Option(names = "--tasks", description = "Tasks, separated by commas; of mini also: all.")
  private @Nullable String tasks;

  @Option(names = "--seeds", description = "Seeds of the final runs, separated by commas.")
  private @Nullable String seeds;

  @Option(
      names = "--budget",
      description = "Of a table of the paper: paper (the whole search), tuned, or quick.")
  private @Nullable String budget;

  @Option(
      names = "--lengths",
      description = "Of a table of the paper: released, inferred, or paper-grid.")
  private @Nullable String lengths;

  @Option(names = "--protocol", description = "paper, or released; default: paper.")
  private @Nullable String protocol;

  @Option(
      names = "--choice",
      paramLabel = "NAME=WORD",
      description = "A single choice of the protocol, such as segments=16; can be repeated.")
  private Map<String, String> choices = new LinkedHashMap<>();

  /**
   * As a suite has them.
   *
   * @param defaults of the options that were not given
   */
  Properties properties(Properties defaults) {
    Properties properties = new Properties(defaults);
    put(properties, "rows", rows);
    put(properties, "groups", groups);
    put(properties, "tasks", tasks);
    put(properties, "seeds", seeds);
    put(properties, "budget", budget);
    put(properties, "lengths", lengths);
    put(properties, "protocol", protocol);
    choices.forEach((name, word) -> put(properties, "protocol." + name, word));
    return properties;
  }

  /**
   * Refuses what a table has not got.
   *
   * @throws IllegalArgumentException naming the option
   */
  void requireNoneOfPaper(String table) {
    Properties given = properties(new Properties());
    for (String name : List.of("groups", "budget", "lengths")) {
      if (given.getProperty(name) != null) {
        throw new IllegalArgumentException(
            "--%s is of the paper's tables, and %s is none".formatted(name, table));
      }
    }
  }

  static void put(Properties properties, String name, @Nullable String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }
}
