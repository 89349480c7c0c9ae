package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Room on disks. */
public final class DiskSpace {

  private DiskSpace() {}

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
}
