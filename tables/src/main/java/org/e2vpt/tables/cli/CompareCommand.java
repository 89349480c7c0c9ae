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
      "Shows changed settings first, then each difference with its 95 %% interval. A and B"
          + " are each a run folder, a journal (trials.csv), or the word 'paper' for the printed"
          + " numbers.",
      "A journal does not record which row of a table a trial belongs to. Its rows are"
          + " distinguished by backbone, method, protocol, options, and the lengths that a search"
          + " chose, but not by learning rate or pruning."
    },
    exitCodeList = {
      "0:no cell got significantly worse (see --fail-on)",
      "1:a cell got significantly worse",
      "2:wrong usage, or A or B cannot be read; the error names file and line"
    })
final class CompareCommand implements Callable<Integer> {

  /** What makes the exit code 1. */
  enum FailOn {
    worse,
    different,
    never
  }

  @Parameters(
      index = "0",
      paramLabel = "A",
      description = "What to compare with, such as an earlier run.")
  private String first = "";

  @Parameters(index = "1", paramLabel = "B", description = "What is compared, such as the new run.")
  private String second = "";

  @Option(
      names = "--fail-on",
      defaultValue = "worse",
      paramLabel = "WORD",
      description =
          "Which cells make the exit code 1: ${COMPLETION-CANDIDATES}; default:"
              + " ${DEFAULT-VALUE}.")
  private FailOn failOn = FailOn.worse;

  @Option(
      names = "--output",
      defaultValue = "reports/compare",
      paramLabel = "FOLDER",
      description =
          "Folder for index.html, summary.md and summary.json; default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("");

  @Option(names = "--json", description = "Print JSON; docs/json.md describes it.")
  private boolean json = false;

  @Mixin private PapersOption papers = new PapersOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Answer answer = Comparisons.write(papers.of(Path.of(second)), first, second, output);
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
