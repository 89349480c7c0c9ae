package org.e2vpt.harness.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that are about to be written to. */
public final class Folders {

  private Folders() {}

  /**
   * Makes a folder and those above it, unless it is there. It may be a link to a folder, which
   * {@link Files#createDirectories} of JDK 17 refuses.
   *
   * @return the folder
   */
  public static Path create(Path folder) throws IOException {
    return Files.isDirectory(folder) ? folder : Files.createDirectories(folder);
  }

  /** The path itself, or the last on the way to it that exists. */
  public static Path existing(Path path) {
    Path absolute = path.toAbsolutePath();
    for (Path there = absolute; there != null; there = there.getParent()) {
      if (Files.exists(there)) {
        return there;
      }
    }
    return absolute;
  }
}
