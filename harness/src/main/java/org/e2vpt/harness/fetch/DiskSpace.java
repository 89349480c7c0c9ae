package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.e2vpt.harness.file.Folders;

/** Where the data goes. */
public final class DiskSpace {

  private DiskSpace() {}

  /** Bytes that this user can write below {@code folder}, which need not exist yet. */
  public static long free(Path folder) {
    try {
      return Files.getFileStore(Folders.existing(folder)).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at the disk of " + folder, e);
    }
  }
}
