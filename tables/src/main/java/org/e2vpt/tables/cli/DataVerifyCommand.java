package org.e2vpt.tables.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.RequestedFiles;
import org.e2vpt.harness.text.Amounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads files again. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Check files against datasets.lock.",
      "Reads the files completely, and compares sizes and hashes."
    },
    exitCodeList = {"0:all files are right", "1:a file is missing or wrong"})
final class DataVerifyCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "TASK",
      description =
          "Tasks, ids of files in datasets.lock, or all; default: all files that are there.")
  private List<String> names = List.of();

  @Mixin private DataOptions options = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    DataFolder folder = options.folder();
    PrintWriter out = spec.commandLine().getOut();
    List<LockedFile> files =
        names.isEmpty()
            ? folder.lock().files().values().stream()
                .filter(file -> folder.state(file) != State.MISSING)
                .toList()
            : RequestedFiles.files(folder.lock(), names);
    if (files.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("no file of datasets.lock is in %s".formatted(folder.root()));
      return DataCommand.SOME_FILE_MISSING;
    }
    long right = files.stream().filter(file -> isRight(folder, file)).count();
    out.println(
        "%s of %s %s right"
            .formatted(right, Amounts.count(files.size(), "file"), right == 1 ? "is" : "are"));
    return right == files.size() ? E2vpt.OK : DataCommand.SOME_FILE_MISSING;
  }

  private boolean isRight(DataFolder folder, LockedFile file) {
    try {
      folder.check(file);
      spec.commandLine().getOut().println(file.id() + " is right");
      return true;
    } catch (IllegalStateException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return false;
    }
  }
}
