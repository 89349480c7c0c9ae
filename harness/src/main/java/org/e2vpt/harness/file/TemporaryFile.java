package org.e2vpt.harness.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.e2vpt.harness.text.FailureReason;
import org.e2vpt.harness.text.FileErrors;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the one that it will become, {@code TARGET.<16 hexadecimal digits>.tmp}: the target
 * is there whole or not at all, and of several processes that write it each has a file of its own.
 *
 * <p>It is deleted when it is closed, and when the process is asked to end (Ctrl-C, SIGTERM). What
 * a killed process left is deleted by the next process that makes such a file in the same folder:
 * each is locked as long as its process works on it, and one that can be locked belongs to nobody.
 * Where files cannot be locked nothing is deleted.
 */
public final class TemporaryFile implements AutoCloseable {

  private static final Pattern NAME = Pattern.compile(".+\\.[0-9a-f]{16}\\.tmp");

  /** As earlier versions of this program called them; those never locked theirs. */
  private static final Pattern EARLIER_NAME =
      Pattern.compile(".+\\.(h5\\.gz|pin|safetensors)\\.[0-9]+\\.tmp|.+\\.images\\.tmp");

  private static final Duration CERTAINLY_DEAD = Duration.ofDays(1);

  private static final Set<TemporaryFile> OPEN = ConcurrentHashMap.newKeySet();
  private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(TemporaryFile::deleteAll, "delete temporary files"));
  }

  private final Path target;
  private final Path path;
  private final FileChannel channel;

  private TemporaryFile(Path target, Path path, FileChannel channel) {
    this.target = target;
    this.path = path;
    this.channel = channel;
  }

  /** An empty file beside {@code target}, whose folder exists. */
  public static TemporaryFile beside(Path target) throws IOException {
    Path folder = target.toAbsolutePath().resolveSibling("");
    synchronized (OPEN) { // sweeping must not meet a file of this process that is not locked yet
      if (SWEPT.add(folder)) {
        sweep(folder);
      }
      TemporaryFile file = create(target);
      while (file == null) {
        file = create(target);
      }
      OPEN.add(file);
      return file;
    }
  }

  /** Null if another process took the file for a dead one's before it was locked. */
  private static @Nullable TemporaryFile create(Path target) throws IOException {
    String digits = String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
    Path path = target.resolveSibling("%s.%s.tmp".formatted(target.getFileName(), digits));
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return null; // two processes drew the same digits
    }
    try {
      if (channel.tryLock() != null && Files.exists(path)) {
        return new TemporaryFile(target, path, channel);
      }
      channel.close();
      return null;
    } catch (IOException e) {
      return new TemporaryFile(target, path, channel); // cannot be locked, so nobody deletes it
    }
  }

  /**
   * Replaces {@code target} by a file of these bytes.
   *
   * @throws IOException if that cannot be done; {@code target} is then what it was
   */
  public static void write(Path target, byte[] bytes) throws IOException {
    try (TemporaryFile file = beside(target)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        file.channel.write(left);
      }
      file.complete();
    }
  }

  /** To write the content, and to read it again. */
  public FileChannel channel() {
    return channel;
  }

  /** Where the content is, for messages. */
  public Path path() {
    return path;
  }

  /**
   * Gives up the name: the content is there as long as the channel is open, and goes with the
   * process, however that ends. An operating system that does not delete open files keeps the name
   * until {@link #close}.
   */
  public void unlink() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      return; // it is deleted when it is closed
    }
  }

  /** Writes everything to the disk, and gives the file the target's name. */
  public void complete() throws IOException {
    channel.force(true);
    // Not closed before: it would be unlocked, and look like a dead process's.
    Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    OPEN.remove(this);
  }

  /** Deletes the file unless it is complete. */
  @Override
  public void close() throws IOException {
    try {
      if (OPEN.remove(this)) {
        Files.deleteIfExists(path);
      }
    } finally {
      channel.close();
    }
  }

  private static void deleteAll() {
    for (TemporaryFile file : OPEN) {
      try {
        Files.deleteIfExists(file.path);
      } catch (IOException e) {
        System.err.printf("cannot delete %s: %s%n", file.path, FileErrors.describe(e));
      }
    }
  }

  /** Deletes what dead processes left in {@code folder}. */
  private static void sweep(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.tmp")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (NAME.matcher(name).matches()) {
          deleteUnlessLocked(file);
        } else if (EARLIER_NAME.matcher(name).matches() && isOld(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      System.err.printf(
          "cannot look for old temporary files in %s: %s%n",
          folder, FailureReason.of(e).orElseGet(e::toString));
    }
  }

  private static boolean isOld(Path file) throws IOException {
    return Files.getLastModifiedTime(file)
        .toInstant()
        .isBefore(Instant.now().minus(CERTAINLY_DEAD));
  }

  /** Never opens a file of this process: closing it would unlock it. */
  private static void deleteUnlessLocked(Path file) {
    if (OPEN.stream().anyMatch(open -> open.path.getFileName().equals(file.getFileName()))) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock dead = channel.tryLock()) {
      if (dead != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return; // it is gone, not ours, or cannot be locked: whoever owns it can delete it
    }
  }
}
