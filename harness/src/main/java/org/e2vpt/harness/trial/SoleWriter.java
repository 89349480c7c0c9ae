package org.e2vpt.harness.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write one file, held through a lock file beside it.
 *
 * <p>The lock is not on the file itself: POSIX drops a process's lock as soon as <em>any</em>
 * channel of that process to the locked file closes, so merely reading the file would give the
 * right away. The operating system releases the lock when the process ends, however it ends.
 */
final class SoleWriter implements AutoCloseable {

  /** Asked before the lock file is touched: opening it a second time would drop our own lock. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path lockFile;
  private final FileChannel channel;

  private SoleWriter(Path lockFile, FileChannel channel) {
    this.lockFile = lockFile;
    this.channel = channel;
  }

  /**
   * Takes the right to write the file {@code name} in {@code directory}.
   *
   * @throws IllegalStateException if another run has it
   */
  static SoleWriter of(Path directory, String name) throws IOException {
    Path file = directory.toRealPath().resolve(name);
    Path lockFile = file.resolveSibling(name + ".lock");
    if (!HELD.add(lockFile)) {
      throw inUse(file);
    }
    try {
      return new SoleWriter(lockFile, lock(file, lockFile));
    } catch (IOException | RuntimeException e) {
      HELD.remove(lockFile);
      throw e;
    }
  }

  private static FileChannel lock(Path file, Path lockFile) throws IOException {
    FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw inUse(file);
    }
    return channel;
  }

  private static IllegalStateException inUse(Path file) {
    return new IllegalStateException(
        "%s is in use by another run: wait until it ends, or write to another directory"
            .formatted(file));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + lockFile, e);
    } finally {
      HELD.remove(lockFile);
    }
  }
}
