package org.e2vpt.harness.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that are about to be written to, and links from there. */
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

  /** A file's path as a page in the folder links to it, with slashes on every system. */
  public static String link(Path folder, Path file) {
    return folder
        .toAbsolutePath()
        .normalize()
        .relativize(file.toAbsolutePath().normalize())
        .toString()
        .replace('\\', '/');
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
