package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.own.FolderCheck;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what of a folder of images is skipped, broken or odd. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Check a folder of your own images.",
      "Reports which files are skipped, broken or unusual, such as files that cannot be"
          + " decoded, or the same file in train and test."
    },
    exitCodeList = {
      "0:the folder can be used",
      "1:the folder is refused as it is",
      "2:wrong usage, or there is no such folder"
    })
final class DataCheckCommand implements Callable<Integer> {

  /** Of ViT-B/16. */
  private static final String PATCH = "16";

  @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the images.")
  private Path images = Path.of("");

  @Option(
      names = "--patch",
      paramLabel = "PIXELS",
      defaultValue = PATCH,
      description = "Side of the backbone's patches; default: ${DEFAULT-VALUE}.")
  private int patch;

  @Option(names = "--as-stored", description = "Ignore EXIF orientations; default: apply them.")
  private boolean asStored;

  @Option(names = "--list", description = "Name every file.")
  private boolean list;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    FolderCheck check =
        FolderCheck.of(images, asStored ? Orientation.AS_STORED : Orientation.APPLIED, patch);
    PrintWriter out = spec.commandLine().getOut();
    check.lines().forEach(out::println);
    if (list) {
      check
          .findings()
          .forEach(
              finding -> {
                out.println();
                out.println(finding.title() + ":");
                finding.names().forEach(name -> out.println("  " + name));
              });
    }
    return check.isRefused() ? E2vpt.FAILED : E2vpt.OK;
  }
}
