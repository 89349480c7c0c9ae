package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.tables.app.Recording;
import org.e2vpt.tables.report.Report;
import org.e2vpt.tables.report.Tally;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders a run's report again, from its CSV files alone. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Render a run's report again from its CSV files.",
      "Writes index.html, summary.md and summary.json. Nothing is trained."
    },
    exitCodeList = {
      "0:no cell failed",
      "1:a cell was not reproduced (better ones pass), or was not run"
    })
final class ReportCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN_DIRECTORY",
      defaultValue = "reports/mini",
      description = "Folder of a finished run; default: ${DEFAULT-VALUE}.")
  private Path directory = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "Folder for the pages; default: the run folder.")
  private @Nullable Path output;

  @Option(
      names = "--family",
      split = ",",
      paramLabel = "PAPER",
      description =
          "Render family.html and family.md instead: the methods of these papers side by side,"
              + " as printed and as measured. The rows are those that the questions of the last paper"
              + " name. Separate papers by commas.")
  private List<String> family = List.of();

  @Option(
      names = "--checklist",
      description =
          "Write checklist.md instead: a reproducibility checklist (scope, what was run, how,"
              + " results, what was easy and hard, cost, hardware), filled in as far as the CSV files"
              + " allow.")
  private boolean checklist = false;

  @Option(names = "--open", description = "Open the page in a browser.")
  private boolean open = false;

  @Mixin private PapersOption papers = new PapersOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (output == null && Recording.isPublished(directory)) {
      throw new IllegalArgumentException(
          "%s is a recorded run, which is not changed after it was published: name another folder for the pages, as in --output reports/pages"
              .formatted(directory));
    }
    Path folder = output == null ? directory : Folders.create(output);
    PrintWriter out = spec.commandLine().getOut();
    if (!family.isEmpty()) {
      show(Report.renderFamily(papers.of(directory), family, directory, folder), out);
      return E2vpt.OK;
    }
    if (checklist) {
      show(Report.checklist(papers.of(directory), directory, folder), out);
      return E2vpt.OK;
    }
    Tally tally = Report.render(papers.of(directory), directory, folder);
    out.println(tally.sentence());
    show(folder.resolve("index.html"), out);
    return tally.failing() == 0 ? E2vpt.OK : E2vpt.FAILED;
  }

  private void show(Path page, PrintWriter out) throws IOException {
    out.println(page);
    if (open) {
      Browser.open(page, Browser.command());
    }
  }
}
