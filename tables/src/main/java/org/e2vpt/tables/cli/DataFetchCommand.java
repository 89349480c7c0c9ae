package org.e2vpt.tables.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.FetchOutcome;
import org.e2vpt.harness.fetch.FetchOutcome.Kind;
import org.e2vpt.harness.fetch.Fetcher;
import org.e2vpt.harness.fetch.ManualDownloads;
import org.e2vpt.harness.fetch.RequestedFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gets files. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Download the files of tasks.",
      "For files that need a person, for example to log in, it explains how to get them."
          + " You can stop it at any time; the same command continues."
    },
    exitCodeList = {"0:all files that were asked for are there", "1:a file is missing or wrong"})
final class DataFetchCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "TASK",
      description = "Tasks, ids of files in datasets.lock, or all (the files of all tasks).")
  private List<String> names = List.of();

  @Mixin private DataOptions options = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DataFolder folder = options.folder();
    List<FetchOutcome> outcomes =
        Fetcher.into(folder, out).fetch(RequestedFiles.files(folder.lock(), names));
    List<LockedFile> byHand =
        outcomes.stream()
            .filter(outcome -> outcome.kind() == Kind.BY_HAND)
            .map(FetchOutcome::file)
            .toList();
    ManualDownloads.errands(folder, byHand).forEach(errand -> out.println("by hand: " + errand));
    out.println(
        String.format(
            Locale.ROOT,
            "%d fetched, %d already present, %d failed, %d to get by hand",
            count(outcomes, Kind.FETCHED),
            count(outcomes, Kind.WAS_THERE),
            count(outcomes, Kind.FAILED),
            byHand.size()));
    return count(outcomes, Kind.FAILED) + byHand.size() == 0
        ? E2vpt.OK
        : DataCommand.SOME_FILE_MISSING;
  }

  private static long count(List<FetchOutcome> outcomes, Kind kind) {
    return outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
  }
}
