package org.e2vpt.tables.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.TaskFacts;
import org.e2vpt.harness.fetch.TaskFiles;
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
    description = "Tells what is known of a task: classes, splits, labels, files, licence.")
final class DataShowCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "TASK", description = "One task, such as cifar.")
  private String task = "";

  @Mixin private DataOptions options = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TaskFacts facts = TaskFacts.of(task);
    PrintWriter out = spec.commandLine().getOut();
    out.println("%s (%s)".formatted(facts.title(), facts.id()));
    out.println();
    fact("group", facts.group());
    fact("classes", Integer.toString(facts.classes()));
    fact("TFDS", facts.tfds());
    fact("official splits", facts.officialSplits());
    fact("train", facts.train());
    fact("val", facts.val());
    fact("test", "%s: %s images".formatted(facts.test(), facts.testSize()));
    fact("labels", facts.labels());
    fact("images", facts.images());
    fact("key in TFDS", facts.keys());
    fact("order known", facts.order());
    fact("licence", "%s (%s)".formatted(facts.licence(), facts.licenceEvidence()));
    fact("facts from", facts.source());

    DatasetsLock lock = DatasetsLock.shipped();
    out.println();
    lock.neededBy(task).forEach(file -> file(file, "needed"));
    lock.usefulTo(task).forEach(file -> file(file, "optional"));
    return E2vpt.OK;
  }

  private void fact(String name, String text) {
    if (!text.isEmpty()) {
      spec.commandLine().getOut().println("%-16s %s".formatted(name, text));
    }
  }

  private void file(LockedFile file, String use) {
    DataFolder folder = options.folder();
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
