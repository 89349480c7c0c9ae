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
      "Run a table, or what is missing of it.",
      "Runs its trials, and reports on them. It can be stopped at any time; run it again, and it",
      "continues."
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
