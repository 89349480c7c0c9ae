package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the data goes. */
public final class Disk {

  private Disk() {}

  /** Bytes that this user can write below {@code folder}, which need not exist yet. */
  public static long free(Path folder) {
    Path there = folder.toAbsolutePath();
    for (Path up = there; up != null && !Files.exists(there); up = up.getParent()) {
      there = up;
    }
    try {
      return Files.getFileStore(there).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the disk of " + folder, e);
    }
  }

  /** Makes a folder and those above it. It may be a link to one: JDK 17 alone would refuse that. */
  static void createFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }
}
