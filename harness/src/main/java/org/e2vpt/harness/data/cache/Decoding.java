package org.e2vpt.harness.data.cache;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.e2vpt.harness.data.image.ImageException;
import org.e2vpt.harness.data.image.RgbImage;

/**
 * Decodes images on all cores while the archive is read on, and hands them over in the order in
 * which they came. Few are in flight, however large the archive is. Those that cannot be decoded
 * are collected, so that all of them are named at once.
 */
final class Decoding implements AutoCloseable {

  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final int MOST_IN_FLIGHT = 2 * THREADS;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final Deque<InFlight> inFlight = new ArrayDeque<>();
  private final List<ImageException> bad = new ArrayList<>();

  /** Takes a decoded image. */
  @FunctionalInterface
  interface Sink {
    void image(RgbImage image) throws IOException;
  }

  private record InFlight(Future<RgbImage> image, Sink sink) {}

  /** Decodes an image, and later hands it to {@code sink} in the calling thread. */
  void add(Callable<RgbImage> image, Sink sink) throws IOException {
    inFlight.add(new InFlight(threads.submit(image), sink));
    if (inFlight.size() > MOST_IN_FLIGHT) {
      handOver();
    }
  }

  /**
   * Hands over what is left.
   *
   * @throws ImageException naming all images that could not be decoded
   */
  void finish() throws IOException {
    while (!inFlight.isEmpty()) {
      handOver();
    }
    if (!bad.isEmpty()) {
      throw ImageException.all(bad);
    }
  }

  private void handOver() throws IOException {
    InFlight first = inFlight.remove();
    try {
      first.sink.image(first.image.get());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof ImageException image) {
        bad.add(image);
        return;
      }
      if (cause instanceof IOException damaged) {
        throw damaged;
      }
      if (cause instanceof RuntimeException bug) { // of a transform: decoders' own are IOExceptions
        throw bug;
      }
      throw new IllegalStateException("an image cannot be decoded: " + cause, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while images were decoded", e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
