package org.e2vpt.tables.cli;

import com.google.common.base.Joiner;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.e2vpt.tables.app.Recording;
import org.e2vpt.tables.app.RunConfig;
import org.e2vpt.tables.app.RunOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Records what a table is held to from now on. */
@Command(
    name = "record",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    modelTransformer = TableOptions.Transformer.class,
    description = {
      "Run a paper's tables as the reference of later runs.",
      "Records every final run, by default for all tasks and with all of the paper's seeds."
          + " Refuses if this program, or one that ran a trial, was built outside a git"
          + " repository or from a working tree with uncommitted changes. Fewer seeds than a"
          + " reference needs are refused, too."
    },
    exitCodeList = {"0:the reference was recorded"})
final class RecordCommand implements Callable<Integer> {

  @Mixin private TableChoice choice = new TableChoice();

  @Option(
      names = "--output",
      defaultValue = "tables/papers/mini",
      paramLabel = "FOLDER",
      description = "Folder of the paper; default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Properties all = new Properties();
    all.setProperty(RunOption.TASKS.word(), "all");
    RunConfig usual = choice.config(all);
    all.setProperty(
        RunOption.SEEDS.word(), Joiner.on(',').join(usual.onlyPage().paper().info().seeds()));
    Path csv = Recording.reference(choice.run(all), output);
    PrintWriter out = spec.commandLine().getOut();
    out.println(csv);
    return E2vpt.OK;
  }
}
