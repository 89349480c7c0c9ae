package org.e2vpt.tables.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.e2vpt.tables.app.Recording;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies a run to where it can be committed. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Copy a finished run to a folder that git tracks.",
      "Copies CSV files, learning curves and pages. Refuses if this program, or one that"
          + " ran a trial, was built outside a git repository or from a working tree with"
          + " uncommitted changes."
    },
    exitCodeList = {"0:the run was copied"})
final class PublishCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN_DIRECTORY",
      defaultValue = "reports/mini",
      description = "Folder of a finished run; default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("");

  @Option(
      names = "--output",
      defaultValue = "reports/recorded",
      paramLabel = "FOLDER",
      description = "Folder of the recorded runs; default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path copy = Recording.publish(directory, output);
    spec.commandLine().getOut().println(copy.resolve("index.html"));
    return E2vpt.OK;
  }
}
