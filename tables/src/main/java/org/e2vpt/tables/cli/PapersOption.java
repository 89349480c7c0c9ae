package org.e2vpt.tables.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.e2vpt.tables.app.OwnImagesPaper;
import org.e2vpt.tables.paper.Papers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which papers there are. */
final class PapersOption {

  @Option(
      names = {"--papers-dir", "--papers.dir"},
      paramLabel = "FOLDER",
      defaultValue = "${sys:papers.dir}",
      description = "Folder with a folder for each of your own papers; default: -Dpapers.dir.")
  private @Nullable Path folder;

  Papers get() throws IOException {
    return folder == null ? Papers.shipped() : Papers.shipped().with(folder);
  }

  /** The same, with the paper that a run of a user's own images brings with it. */
  Papers of(Path run) throws IOException {
    Optional<Path> own = OwnImagesPaper.papersOf(run);
    return folder == null && own.isPresent() ? Papers.shipped().with(own.get()) : get();
  }
}
