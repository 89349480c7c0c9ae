package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.e2vpt.tables.report.Comparisons;
import org.e2vpt.tables.report.Comparisons.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two runs, or a run with the paper. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Compare two runs cell by cell.",
      "Shows changed settings first, then each difference with its 95 %% interval. A side is a run",
      "folder, a journal (trials.csv), or the word paper. A journal does not say which row of a table",
      "a trial belongs to: its rows are told apart by backbone, method, protocol and options, and by",
      "lengths that a search chose, but not by learning rates and prunings."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no cell got significantly worse (see --fail-on)",
      "1:some cell got significantly worse",
      "2:a side cannot be read; the message names file and line"
    })
final class CompareCommand implements Callable<Integer> {

  /** What makes the exit code 1. */
  enum FailOn {
    worse,
    different,
    never
  }

  @Parameters(index = "0", paramLabel = "A", description = "The run to compare with.")
  private String first = "";

  @Parameters(index = "1", paramLabel = "B", description = "The new run.")
  private String second = "";

  @Option(
      names = "--fail-on",
      defaultValue = "worse",
      description =
          "Which cells make the exit code 1: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
  private FailOn failOn = FailOn.worse;

  @Option(
      names = "--output",
      defaultValue = "reports/compare",
      description = "Folder of index.html, summary.md and summary.json; default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("");

  @Option(names = "--json", description = "Prints JSON: see docs/json.md.")
  private boolean json = false;

  @Mixin private PapersOption papers = new PapersOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Answer answer = Comparisons.write(papers.get(), first, second, output);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(answer.json());
      out.flush();
    } else {
      answer.lines().forEach(out::println);
      out.println(output.resolve("index.html"));
    }
    int failing =
        switch (failOn) {
          case worse -> answer.worse();
          case different -> answer.worse() + answer.better();
          case never -> 0;
        };
    return failing == 0 ? E2vpt.OK : E2vpt.FAILED;
  }
}
