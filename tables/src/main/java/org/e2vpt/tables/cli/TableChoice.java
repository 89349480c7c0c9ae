package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.e2vpt.tables.app.RunConfig;
import org.e2vpt.tables.app.RunEnd;
import org.e2vpt.tables.app.RunOption;
import org.e2vpt.tables.app.TableRun;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.verdict.VerdictWord;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which tables to run, and how. */
final class TableChoice {

  @Parameters(
      index = "0",
      paramLabel = "TABLE",
      completionCandidates = TableNames.class,
      description =
          "The table to run: ${COMPLETION-CANDIDATES}, or a table of a paper of your own (see"
              + " --papers-dir).")
  private String table = "";

  @Mixin private TableOptions options = new TableOptions();

  @Spec(Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  /**
   * What was chosen.
   *
   * @param defaults of settings that were neither given nor set as system properties
   */
  RunConfig config(Properties defaults) {
    return RunConfig.of(properties(defaults));
  }

  private Properties properties(Properties defaults) {
    Properties properties = options.properties(spec, defaults);
    properties.setProperty(RunOption.TABLES, table);
    return properties;
  }

  /** Says which of the settings that were given have no effect on something. */
  void sayWithoutEffect(String on, Set<RunOption> none) {
    TableOptions.sayWithoutEffect(spec, on, properties(new Properties()), none::contains);
  }

  /** The run that was asked for. */
  TableRun run(Properties defaults) throws IOException {
    return TableRun.of(config(defaults));
  }

  /** Prints each cell's sentence, why it was not run, and the run's last lines. */
  int report(List<Cell> cells, TableRun run, Instant started) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Map<AskedCell, String> reasons = run.reasons();
    Map<String, String> said = new HashMap<>();
    for (Cell cell : cells) {
      String reason = reasons.get(cell.asked());
      if (cell.verdict() == VerdictWord.NOT_RUN && reason != null) {
        String before = said.putIfAbsent(reason, cell.name());
        out.println("%s: %s".formatted(cell.sentence(), before == null ? reason : "as " + before));
      } else {
        out.println(cell.sentence());
      }
    }
    RunEnd.of(run, started).lines(System.getenv()).forEach(out::println);
    return cells.stream().anyMatch(Cell::fails) ? E2vpt.FAILED : E2vpt.OK;
  }
}
