package org.e2vpt.tables.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.FileTasks;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.data.TaskSource;
import org.e2vpt.harness.data.TaskSource.OwnFolder;
import org.e2vpt.harness.data.image.Decoder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decodes images before the first trial asks for them, which has no day to wait. */
@Command(
    name = "prepare",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Decode the images of tasks once, for all trials.",
      "The decoded images are kept in .cache in the data folder. Without this, the first"
          + " trial of each task decodes them, which counts as part of its time."
    },
    exitCodeList = {"0:the images are decoded"})
final class DataPrepareCommand implements Callable<Integer> {

  @Parameters(
      arity = "1..*",
      paramLabel = "TASK",
      description = "Tasks, such as cifar, vtab-1k:cifar or folder:PATH.")
  private List<String> tasks = List.of();

  @Option(
      names = "--side",
      paramLabel = "PIXELS",
      defaultValue = "224",
      description = "Side of the backbone's input images; default: ${DEFAULT-VALUE}.")
  private int side;

  @Option(
      names = "--pixels",
      paramLabel = "tensorflow|pillow",
      description =
          "Decoder of JPEG files, for runs with -Dprotocol.pixels; default: the decoder of each"
              + " data set's original experiments.")
  private @Nullable Decoder pixels;

  @Mixin private DataOptions options = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    if (side < 1) {
      throw new IllegalArgumentException("expected a side of 1 pixel or more, got " + side);
    }
    PrintWriter out = spec.commandLine().getOut();
    FileTasks files = new FileTasks(options.folder(), Optional.ofNullable(pixels));
    for (String task : tasks) {
      Splits splits = files.splits(task, side);
      out.println(
          String.format(
              Locale.ROOT,
              "%s: %d training, %d validation and %d test images",
              task,
              splits.train().size(),
              splits.val().size(),
              splits.test().size()));
      if (TaskSource.ofFiles(task) instanceof OwnFolder) { // of the others 'data show' tells
        files.notes(task).forEach(out::println);
      }
      out.flush();
    }
    return E2vpt.OK;
  }
}
