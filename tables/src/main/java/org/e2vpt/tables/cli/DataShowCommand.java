package org.e2vpt.tables.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataSet;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.FileTasks;
import org.e2vpt.harness.data.TaskSource;
import org.e2vpt.harness.data.TaskSource.OfFiles;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.fetch.TaskFiles;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.text.ShellCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what is known of a task. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Show the facts, files and splits of a task.",
      "Prints its classes, splits, labels and licence, the state of its files, and how many"
          + " images they contain."
    },
    exitCodeList = {"0:the task was shown"})
final class DataShowCommand implements Callable<Integer> {

  private static final int FIRST_KEYS = 5;

  @Parameters(
      index = "0",
      paramLabel = "TASK",
      description = "A task, such as cifar, vtab-1k:cifar or folder:PATH.")
  private String task = "";

  @Mixin private DataOptions options = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    DataFolder folder = options.folder();
    OfFiles source = TaskSource.ofFiles(task);
    if (DataSets.knows(task)) {
      facts(DataSets.get(task));
    } else {
      spec.commandLine().getOut().println(source.id());
    }
    spec.commandLine().getOut().println();
    folder.lock().neededBy(task).forEach(file -> file(folder, file, "needed"));
    folder.lock().usefulTo(task).forEach(file -> file(folder, file, "optional"));
    images(new FileTasks(folder));
    return E2vpt.OK;
  }

  private void facts(DataSet facts) {
    spec.commandLine().getOut().println("%s (%s)".formatted(facts.title(), facts.id()));
    spec.commandLine().getOut().println();
    fact("group", facts.group().title());
    fact("classes", Integer.toString(facts.classes()));
    fact("TFDS", facts.tfds());
    fact("official splits", facts.partsInWords());
    fact("train", facts.trainInWords());
    fact("val", facts.valInWords());
    fact("test", facts.testInWords());
    fact("labels", facts.labels());
    fact("images", facts.images());
    fact("key in TFDS", facts.keys());
    fact("order known", facts.order());
    fact("licence", "%s (%s)".formatted(facts.licence(), facts.licenceEvidence()));
    fact("facts from", facts.source());
  }

  /** What is in the files, if they are there. */
  private void images(FileTasks tasks) {
    PrintWriter out = spec.commandLine().getOut();
    out.println();
    TaskFiles files = TaskFiles.of(tasks.folder(), task);
    if (!files.missing().isEmpty()) {
      out.println("needed files are missing, so no image was counted");
      return;
    }
    if (!files.unchecked().isEmpty()) {
      out.println(
          String.format(
              Locale.ROOT,
              "%d of the needed files not compared with datasets.lock yet, which 'e2vpt data verify %s' does; they hold:",
              files.unchecked().size(),
              ShellCommand.word(task)));
    }
    for (Part part : tasks.data(task).parts()) {
      long classes = part.examples().stream().map(Example::label).distinct().count();
      out.println(
          String.format(
              Locale.ROOT,
              "%-6s %s of %s: %s, …",
              part.name(),
              Amounts.count(part.size(), "image"),
              Amounts.count(classes, "class"),
              part.keys().stream().limit(FIRST_KEYS).collect(Collectors.joining(", "))));
    }
    tasks.notes(task).forEach(out::println);
  }

  private void fact(String name, String text) {
    if (!text.isEmpty()) {
      spec.commandLine().getOut().println("%-16s %s".formatted(name, text));
    }
  }

  private void file(DataFolder folder, LockedFile file, String use) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "%-9s %-9s %s"
            .formatted(use, folder.state(file).name().toLowerCase(Locale.ROOT), folder.path(file)));
    out.println(
        "  %s, %s, licence: %s%s"
            .formatted(
                TaskFiles.size(List.of(file)),
                file.hashed() ? file.hash() : "hash not published",
                file.licence(),
                file.byHand() ? ", needs: " + file.login() : ""));
    file.urls().forEach(url -> out.println("  " + url));
  }
}
