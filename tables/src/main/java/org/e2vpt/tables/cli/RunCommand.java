package org.e2vpt.tables.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.e2vpt.tables.app.TableRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a table, or what is missing of it. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    modelTransformer = TableOptions.Transformer.class,
    description = {
      "Run a table, or the part of it that is missing.",
      "Runs the trials that the table needs, and reports on each cell. You can stop it at"
          + " any time; the same command continues."
    },
    exitCodeList = {
      "0:no cell failed",
      "1:a cell was not reproduced (better ones pass), or was not run",
      "2:wrong usage or input, or the run was stopped; the error says what to do"
    })
final class RunCommand implements Callable<Integer> {

  @Mixin private TableChoice choice = new TableChoice();

  @Override
  public Integer call() throws IOException {
    Instant started = Instant.now();
    TableRun run = choice.run(new Properties());
    return choice.report(run.run(), run, started);
  }
}
