package org.e2vpt.tables.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.e2vpt.harness.data.DataFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the data is. */
final class DataOptions {

  @Option(
      names = {"--data-root", "--data.root"},
      paramLabel = "FOLDER",
      defaultValue = "${sys:data.root}",
      description = "Folder of the data; default: -Ddata.root if it is set, else ~/.e2vpt/data.")
  private @Nullable Path root;

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      defaultValue = "${sys:lock}",
      description = "File to use instead of datasets.lock; default: -Dlock.")
  private @Nullable Path lock;

  DataFolder folder() {
    DataFolder folder =
        DataFolder.of(name -> Objects.toString(name.equals("lock") ? lock : root, null));
    if (Files.exists(folder.root()) && !Files.isDirectory(folder.root())) {
      throw new IllegalArgumentException(
          "the folder of the data, %s, is a file: name a folder with --data-root or -Ddata.root"
              .formatted(folder.root()));
    }
    return folder;
  }
}
