package org.e2vpt.harness.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A lock that at most one holder has at a time, among all threads of all processes. It is held on a
 * file that exists for this purpose only, and the operating system releases it when the process
 * ends, however it ends. The file stays.
 *
 * <p>Lock a file of its own and not the file that is written: POSIX drops a process's lock as soon
 * as <em>any</em> channel of that process to the locked file closes, so merely reading the file
 * would release it.
 */
public final class ProcessLock implements AutoCloseable {

  /**
   * Who holds a file in this process: Java refuses a second lock of the same process instead of
   * waiting for it, and opening the file a second time would release the first lock (see above).
   */
  private static final Map<Path, Semaphore> OF_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path file;
  private final Semaphore ofThisProcess;
  private final FileChannel channel;

  private ProcessLock(Path file, Semaphore ofThisProcess, FileChannel channel) {
    this.file = file;
    this.ofThisProcess = ofThisProcess;
    this.channel = channel;
  }

  /** Takes the lock, as {@link #take} does, or returns empty at once if somebody else holds it. */
  public static Optional<ProcessLock> tryTake(Path file) throws IOException {
    Path real = realPath(file);
    Semaphore ofThisProcess = semaphore(real);
    return ofThisProcess.tryAcquire()
        ? locked(real, ofThisProcess, FileChannel::tryLock)
        : Optional.empty();
  }

  /**
   * Waits for the lock. It may be released by another thread.
   *
   * @param file created if need be, with its folder; its content does not matter
   * @param waiting called once if somebody else holds the lock, before waiting
   * @throws InterruptedIOException if the thread is interrupted while it waits; it stays so
   * @throws IOException if the file cannot be created, or its file system cannot lock files
   */
  public static ProcessLock take(Path file, Runnable waiting) throws IOException {
    Optional<ProcessLock> free = tryTake(file);
    if (free.isPresent()) {
      return free.get();
    }
    waiting.run();
    Path real = realPath(file);
    Semaphore ofThisProcess = semaphore(real);
    try {
      ofThisProcess.acquire();
    } catch (InterruptedException e) {
      throw interrupted(file, e);
    }
    return locked(real, ofThisProcess, FileChannel::lock).orElseThrow();
  }

  private static Semaphore semaphore(Path file) {
    return OF_THIS_PROCESS.computeIfAbsent(file, path -> new Semaphore(1, true));
  }

  /** One name for one file, whatever links lead to it. */
  private static Path realPath(Path file) throws IOException {
    Path folder = file.toAbsolutePath().resolveSibling("");
    Folders.create(folder);
    return Files.exists(file)
        ? file.toRealPath()
        : folder.toRealPath().resolve(file.getFileName().toString());
  }

  /** A lock, or null if another process holds it. */
  @FunctionalInterface
  private interface Locking {
    @Nullable FileLock of(FileChannel channel) throws IOException;
  }

  private static Optional<ProcessLock> locked(Path file, Semaphore ofThisProcess, Locking locking)
      throws IOException {
    @Nullable FileChannel channel = null;
    boolean held = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = lock(file, channel, locking);
      return held ? Optional.of(new ProcessLock(file, ofThisProcess, channel)) : Optional.empty();
    } finally {
      if (!held) {
        ofThisProcess.release();
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  private static boolean lock(Path file, FileChannel channel, Locking locking) throws IOException {
    try {
      return locking.of(channel) != null;
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(file, e);
      }
      throw new IOException(
          "cannot lock %s (%s): choose a folder on a file system that can lock files; NFS needs its lock service"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static InterruptedIOException interrupted(Path file, Exception cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted =
        new InterruptedIOException("interrupted while waiting for the lock " + file);
    interrupted.initCause(cause);
    return interrupted;
  }

  /** Releases the lock; a second time does nothing. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + file, e);
    } finally {
      ofThisProcess.release();
    }
  }
}
