package org.e2vpt.tables.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.suite.Settings;
import org.e2vpt.tables.suite.TableRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which table to run, and how: the options that the system properties of a suite have too. */
final class TableChoice {

  private static final String MINI = "mini";

  @Parameters(index = "0", paramLabel = "TABLE", description = "The table to run: mini.")
  private String table = "";

  @Option(names = "--tasks", description = "Tasks, separated by commas, or all.")
  private @Nullable String tasks;

  @Option(names = "--seeds", description = "Seeds of the final runs, separated by commas.")
  private @Nullable String seeds;

  @Option(names = "--protocol", description = "paper, or released; default: paper.")
  private @Nullable String protocol;

  @Option(
      names = "--choice",
      paramLabel = "NAME=WORD",
      description = "A single choice of the protocol, such as segments=16; can be repeated.")
  private Map<String, String> choices = new LinkedHashMap<>();

  @Option(names = "--workers", description = "Trials at a time.")
  private @Nullable String workers;

  @Option(names = "--progress", description = "auto, tty (live lines), lines, or off.")
  private @Nullable String progress;

  @Option(
      names = "--reports",
      defaultValue = "reports",
      description = "Folder of all runs; default: ${DEFAULT-VALUE}.")
  private String reports = "";

  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /**
   * The run that was asked for.
   *
   * @param defaults of the options that were not given
   */
  TableRun run(Properties defaults) {
    if (!table.equals(MINI)) {
      throw new IllegalArgumentException("no table '%s'; there is mini".formatted(table));
    }
    Properties properties = new Properties(defaults);
    put(properties, "tasks", tasks);
    put(properties, "seeds", seeds);
    put(properties, "workers", workers);
    put(properties, "reports", reports);
    put(properties, "protocol", protocol);
    choices.forEach((name, word) -> put(properties, "protocol." + name, word));
    if (progress != null) {
      System.setProperty("progress", progress); // where the harness looks it up
    }
    return TableRun.mini(Settings.mini(properties));
  }

  private static void put(Properties properties, String name, @Nullable String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }

  /** Prints each cell's sentence and where the report is. */
  int report(List<Cell> cells, TableRun run) {
    PrintWriter out = spec.commandLine().getOut();
    cells.forEach(cell -> out.println(cell.sentence()));
    out.println(run.directory().resolve("index.html"));
    return cells.stream().anyMatch(Cell::fails) ? E2vpt.FAILED : E2vpt.OK;
  }
}
