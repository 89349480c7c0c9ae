package org.e2vpt.harness.file;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Files that are there whole or not at all, whoever reads them and whatever stops us. Unlike {@link
 * TemporaryFile}, it writes also in a thread that was interrupted, and one process at a time writes
 * such a file.
 */
public final class AtomicText {

  private AtomicText() {}

  /** Replaces {@code file}, creating its folder if need be. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8), false);
  }

  /** As {@link #write}, for what must not be lost: when this returns, it is on the disk. */
  public static void force(Path file, byte[] bytes) throws IOException {
    write(file, bytes, true);
  }

  private static void write(Path file, byte[] bytes, boolean force) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Folders.create(file.toAbsolutePath().resolveSibling(""));
    try {
      // Not a channel: it would close, and this fail, if the thread were interrupted.
      try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
        out.write(bytes);
        if (force) {
          out.getFD().sync();
        }
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary); // a part of it would only take space
      throw e;
    }
  }
}
