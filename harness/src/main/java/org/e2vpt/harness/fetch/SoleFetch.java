package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The right to fetch into a data folder, by {@code fetch.lock} in it. Of two runs the later waits:
 * together they would be twice as rude, and write the same files. The operating system gives the
 * right back when a process ends, however it ends.
 */
final class SoleFetch implements AutoCloseable {

  /** Java refuses a second lock of the same process instead of letting it wait. */
  private static final ReentrantLock OF_THIS_PROCESS = new ReentrantLock();

  private final FileChannel channel;

  private SoleFetch(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the right.
   *
   * @param waiting called if another run has it
   */
  static SoleFetch in(Path root, Runnable waiting) throws IOException {
    if (!OF_THIS_PROCESS.tryLock()) {
      waiting.run();
      OF_THIS_PROCESS.lock();
    }
    try {
      Disk.createFolder(root);
      return new SoleFetch(lock(root.resolve("fetch.lock"), waiting));
    } catch (IOException | RuntimeException e) {
      OF_THIS_PROCESS.unlock();
      throw e;
    }
  }

  private static FileChannel lock(Path file, Runnable waiting) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        waiting.run();
        channel.lock();
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OF_THIS_PROCESS.unlock();
    }
  }
}
