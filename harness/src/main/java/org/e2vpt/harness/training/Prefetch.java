package org.e2vpt.harness.training;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Batches of images that are read and cropped while the device computes the batch before: in one
 * thread, so that they draw as they would without it, and in two memories that take turns.
 */
final class Prefetch implements AutoCloseable {

  /** Of a batch that the device has not copied yet, and of the one behind it. */
  static final class Memories {
    private HostMemory now = new HostMemory();
    private HostMemory other = new HostMemory();

    /** That of the batch before the last. */
    private HostMemory next() {
      HostMemory next = other;
      other = now;
      now = next;
      next.reuse();
      return next;
    }
  }

  private final DeviceImages images;
  private final Iterator<int[]> coming;
  private final Memories memories;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          new ThreadFactoryBuilder().setNameFormat("prefetch").setDaemon(true).build());
  private @Nullable Future<Supplier<Batch>> prepared;

  /**
   * Begins with the first batch.
   *
   * @param batches indices of their images, in the order in which they are asked for
   * @param memories that nobody else uses before this is closed
   */
  Prefetch(DeviceImages images, List<int[]> batches, Memories memories) {
    this.images = images;
    this.coming = batches.iterator();
    this.memories = memories;
    prepareNext();
  }

  private void prepareNext() {
    if (coming.hasNext()) {
      int[] indices = coming.next();
      HostMemory memory = memories.next();
      prepared = thread.submit(() -> images.prepared(indices, memory));
    } else {
      prepared = null;
    }
  }

  /**
   * The next batch, on the device.
   *
   * @throws RuntimeException what reading or cropping its images threw
   * @throws IllegalStateException if there is none
   */
  Batch next() {
    if (prepared == null) {
      throw new IllegalStateException("all batches have been read");
    }
    Supplier<Batch> batch = get(prepared);
    prepareNext(); // the device has copied the batch before this one
    return batch.get();
  }

  private static Supplier<Batch> get(Future<Supplier<Batch>> prepared) {
    try {
      return Objects.requireNonNull(Uninterruptibles.getUninterruptibly(prepared));
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    }
  }

  /** Waits for the batch that is being prepared, and ends the thread. */
  @Override
  public void close() {
    thread.shutdown(); // no interrupt, which would close files that others read
    MoreExecutors.shutdownAndAwaitTermination(thread, Duration.ofDays(1));
  }
}
