package org.e2vpt.tables.paper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.e2vpt.harness.text.FileErrors;

/** Text files that are there whole or not at all. */
public final class WholeFile {

  private WholeFile() {}

  /**
   * Replaces {@code file}, creating its folder if need be: a temporary file beside it takes its
   * place.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  public static void write(Path file, String text) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent()); // a root is no file
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      if (!Files.isDirectory(folder)) { // JDK 17 refuses a link to one
        Files.createDirectories(folder);
      }
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw FileErrors.explained("cannot write " + file, e);
    }
  }
}
