package org.e2vpt.harness.data.archive;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A folder as if it were an archive: what was unpacked by hand. */
public final class FolderArchive extends Archive {

  private final Path folder;

  private FolderArchive(Path folder) {
    super(folder.toString());
    this.folder = folder;
  }

  /** The files below {@code folder}; links are followed. */
  public static FolderArchive of(Path folder) {
    return new FolderArchive(folder);
  }

  /** In the order of the names, whatever the file system's is. */
  @Override
  void pass(Predicate<String> wanted, int count, Visitor visitor) throws IOException {
    List<String> members;
    try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      members =
          files
              .filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
              .filter(wanted)
              .sorted()
              .limit(count)
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (String member : members) {
      try (InputStream content = Files.newInputStream(folder.resolve(member))) {
        visitor.member(member, content);
      }
    }
  }
}
