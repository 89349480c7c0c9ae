package org.e2vpt.tables.cli;

import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.tables.app.TableRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints trials for {@link WorkerCommand}. */
@Command(
    name = "trials",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    modelTransformer = TableOptions.Transformer.class,
    description = {
      "Print the trials that a table can run now.",
      "Each line is a trial that 'worker' takes. Later stages need the results of earlier"
          + " ones: when these trials have ended, run this again to get the next ones. It prints"
          + " nothing when all are done. It needs no GPU, but it needs the data files, because a"
          + " trial contains their hashes. Missing files, and the trials that they block, are"
          + " reported on standard error."
    },
    exitCodeList = {"0:the trials were printed"})
final class TrialsCommand implements Callable<Integer> {

  @Mixin private TableChoice choice = new TableChoice();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Properties anywhere = new Properties();
    anywhere.setProperty("gpu", "off"); // other machines run them
    TableRun run = choice.run(anywhere);
    run.missing().stream().map(Trial::canonical).forEach(spec.commandLine().getOut()::println);
    run.shortcomings().forEach(spec.commandLine().getErr()::println);
    return E2vpt.OK;
  }
}
