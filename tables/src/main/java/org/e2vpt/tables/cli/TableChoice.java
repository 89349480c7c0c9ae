package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.e2vpt.harness.names.Names;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Verdict;
import org.e2vpt.tables.suite.PaperTables;
import org.e2vpt.tables.suite.Settings;
import org.e2vpt.tables.suite.TableRun;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which table to run, and how. */
final class TableChoice {

  private static final String MINI = "mini";

  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      description = "mini, table1 to table5, figure3, or figure4.")
  private String table = "";

  @Mixin private TableOptions options = new TableOptions();

  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /**
   * The run that was asked for.
   *
   * @param ofMini settings of the mini table that were not chosen
   * @param ofPaper those of a table of the paper
   */
  TableRun run(Properties ofMini, Properties ofPaper) throws IOException {
    List<String> tables =
        ImmutableList.<String>builder().add(MINI).addAll(PrintedTable.IDS).build();
    String asked =
        Names.find(table, tables)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no table '%s'; there are %s%s"
                            .formatted(
                                table,
                                String.join(", ", tables),
                                Names.didYouMean(table, tables))));
    return asked.equals(MINI)
        ? TableRun.mini(Settings.mini(options.properties(spec, ofMini)))
        : PaperTables.of(asked, options.properties(spec, ofPaper));
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
