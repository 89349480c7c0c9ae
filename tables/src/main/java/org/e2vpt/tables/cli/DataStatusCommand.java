package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.DiskSpace;
import org.e2vpt.harness.fetch.ManualDownloads;
import org.e2vpt.harness.fetch.TaskFiles;
import org.e2vpt.harness.text.Amounts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says for each task what is there. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Show which files of each task are missing.",
      "Prints for each task what is there, what is missing, and how to get it."
    },
    exitCodeList = {"0:all files are there", "1:a file is missing"})
final class DataStatusCommand implements Callable<Integer> {

  private static final String ROW = "%-22s %-10s %s";

  @Mixin private DataOptions options = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    DataFolder folder = options.folder();
    List<TaskFiles> tasks =
        DataSets.ofFiles().stream().map(task -> TaskFiles.of(folder, task)).toList();
    out.println(
        "%s, %s free".formatted(folder.root(), Amounts.bytes(DiskSpace.free(folder.root()))));
    out.println();
    out.println(ROW.formatted("task", "there", "missing"));
    tasks.forEach(task -> out.println(row(task)));
    damagedPins(folder).forEach(out::println);
    ImmutableList<LockedFile> missing =
        tasks.stream()
            .flatMap(task -> task.missing().stream())
            .distinct()
            .collect(ImmutableList.toImmutableList());
    remedies(folder, missing).forEach(out::println);
    return missing.isEmpty() ? E2vpt.OK : DataCommand.SOME_FILE_MISSING;
  }

  private static String row(TaskFiles task) {
    int there = task.needed().size() - task.missing().size();
    String missing = task.missing().isEmpty() ? "" : TaskFiles.size(task.missing());
    String unchecked =
        task.unchecked().isEmpty()
            ? ""
            : String.format(Locale.ROOT, "(%d there not checked yet)", task.unchecked().size());
    return ROW.formatted(
            task.task(),
            String.format(Locale.ROOT, "%d of %d", there, task.needed().size()),
            (missing + " " + unchecked).strip())
        .strip();
  }

  private static Stream<String> damagedPins(DataFolder folder) {
    List<String> damaged =
        folder.lock().files().values().stream()
            .flatMap(file -> folder.damagedPin(file).stream())
            .toList();
    return damaged.isEmpty()
        ? Stream.empty()
        : Stream.concat(Stream.of("", "Pins that cannot be read:"), damaged.stream());
  }

  private static Stream<String> remedies(DataFolder folder, List<LockedFile> missing) {
    List<LockedFile> byHand = missing.stream().filter(LockedFile::byHand).toList();
    List<LockedFile> byItself = missing.stream().filter(file -> !file.byHand()).toList();
    Stream<String> fetch =
        byItself.isEmpty()
            ? Stream.empty()
            : Stream.of(
                "",
                "'e2vpt data fetch TASK' gets a task, 'e2vpt data fetch all' all of them: %s."
                    .formatted(TaskFiles.size(byItself)));
    Stream<String> errands =
        byHand.isEmpty()
            ? Stream.empty()
            : Stream.concat(
                Stream.of("", "By hand:"), ManualDownloads.errands(folder, byHand).stream());
    return Stream.concat(fetch, errands);
  }
}
