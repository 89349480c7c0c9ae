package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.tables.app.RunConfig;
import org.e2vpt.tables.app.RunOption;
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

  /** What 'run' does with trials, and 'worker' does not. */
  private static final ImmutableSet<RunOption> OF_RUNNING =
      Sets.immutableEnumSet(
          RunOption.WORKERS,
          RunOption.TIME,
          RunOption.PROGRESS,
          RunOption.KEEP_FULL,
          RunOption.REPORT);

  @Mixin private TableChoice choice = new TableChoice();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Properties anywhere = new Properties();
    anywhere.setProperty("gpu", "off"); // other machines run them
    choice.sayWithoutEffect("the trials do", OF_RUNNING);
    RunConfig config = choice.config(anywhere);
    config
        .recorded()
        .ifPresent(
            journal -> {
              throw new IllegalArgumentException(
                  "with journal=%s nothing is run, so there are no trials to print: omit journal"
                      .formatted(journal));
            });
    TableRun run = TableRun.of(config);
    run.missing().stream().map(Trial::canonical).forEach(spec.commandLine().getOut()::println);
    run.shortcomings().forEach(spec.commandLine().getErr()::println);
    return E2vpt.OK;
  }
}
