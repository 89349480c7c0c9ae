package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.e2vpt.tables.report.History;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a run to the history of nights. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Add a run to the history of nightly runs.",
      "The history is a CSV file with one entry per run. Entries are only appended, and no"
          + " run is added twice. A page beside it shows each cell over time. Run this after each"
          + " nightly run, even if cells failed."
    },
    exitCodeList = {"0:the run is in the history"})
final class HistoryCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN_DIRECTORY",
      defaultValue = "reports/mini",
      description = "Folder of a finished run; default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("");

  @Option(
      names = "--history",
      defaultValue = "reports/history.csv",
      paramLabel = "FILE",
      description = "History to add to; default: ${DEFAULT-VALUE}.")
  private Path history = Path.of("");

  @Mixin private PapersOption papers = new PapersOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    History.Answer answer = History.add(papers.of(directory), history, directory);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        answer.added()
            ? "added %s to %s".formatted(directory, history)
            : "%s is already in %s".formatted(directory, history));
    answer.steps().forEach(step -> out.println("step: " + step));
    out.println(History.page(history));
    return E2vpt.OK;
  }
}
