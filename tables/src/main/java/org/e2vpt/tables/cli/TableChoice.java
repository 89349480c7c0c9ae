package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Verdict;
import org.e2vpt.tables.suite.PaperTables;
import org.e2vpt.tables.suite.Settings;
import org.e2vpt.tables.suite.TableRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which table to run, and how: the options that the system properties of a suite have too. */
final class TableChoice {

  private static final String MINI = "mini";

  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "mini, table1 to table5, figure3, or figure4.")
  private String table = "";

  @Mixin private TableOptions options = new TableOptions();

  @Option(
      names = "--gpu",
      description = "Of a table of the paper: auto, require, or off (the processor).")
  private @Nullable String gpu;

  @Option(
      names = "--data",
      description =
          "Of a table of the paper, if files are missing: auto skips cells, require fails.")
  private @Nullable String data;

  @Option(
      names = "--journal",
      description = "Of a table of the paper: runs nothing, and asserts this journal.")
  private @Nullable String journal;

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
  TableRun run(Properties defaults) throws IOException {
    boolean ofPaper = PrintedTable.IDS.contains(table);
    if (!ofPaper && !table.equals(MINI)) {
      throw new IllegalArgumentException(
          "no table '%s'; there are mini, %s"
              .formatted(table, String.join(", ", PrintedTable.IDS)));
    }
    Properties properties = options.properties(defaults);
    TableOptions.put(properties, "workers", workers);
    TableOptions.put(properties, "reports", reports);
    if (progress != null) {
      System.setProperty("progress", progress); // where the harness looks it up
    }
    if (ofPaper) {
      return paper(properties);
    }
    options.requireNoneOfPaper(table);
    return TableRun.mini(Settings.mini(properties));
  }

  private TableRun paper(Properties properties) throws IOException {
    TableOptions.put(properties, "gpu", gpu);
    TableOptions.put(properties, "data", data);
    TableOptions.put(properties, "journal", journal);
    TableOptions.put(properties, "run", journal == null ? null : "never");
    return PaperTables.of(table, properties);
  }

  /** Prints each cell's sentence, why it was not run, and where the report is. */
  int report(List<Cell> cells, TableRun run) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Map<AskedCell, String> reasons = run.reasons();
    Map<String, String> said = new HashMap<>();
    for (Cell cell : cells) {
      String reason = reasons.get(cell.asked());
      if (cell.verdict() == Verdict.NOT_RUN && reason != null) {
        String before = said.putIfAbsent(reason, cell.name());
        out.println("%s: %s".formatted(cell.sentence(), before == null ? reason : "as " + before));
      } else {
        out.println(cell.sentence());
      }
    }
    out.println(run.directory().resolve("index.html"));
    return cells.stream().anyMatch(Cell::fails) ? E2vpt.FAILED : E2vpt.OK;
  }
}
