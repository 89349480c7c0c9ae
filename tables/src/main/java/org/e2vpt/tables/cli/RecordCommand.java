package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.e2vpt.tables.suite.Recording;
import org.e2vpt.tables.suite.Settings;
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
      "Runs a table and writes every final run as the reference of later runs.",
      "By default with all tasks and five seeds, as the shipped reference. Refused for fewer seeds,",
      "and if this program, or one that ran a trial, was built from a working tree with uncommitted",
      "changes or outside of a git repository."
    })
final class RecordCommand implements Callable<Integer> {

  @Mixin private TableChoice choice = new TableChoice();

  @Option(
      names = "--output",
      defaultValue = "tables/src/main/resources/org/e2vpt/tables/paper/reference",
      description = "Folder of the references; default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path csv = Recording.reference(choice.run(Settings.forRecording(), new Properties()), output);
    PrintWriter out = spec.commandLine().getOut();
    out.println(csv);
    return E2vpt.OK;
  }
}
