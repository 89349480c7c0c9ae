package org.e2vpt.harness.fetch;

import com.google.common.base.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response's body as a stream that waits neither for ever nor for a trickle: the JDK's own time
 * limit ends with the response's head.
 */
final class TimedBody extends InputStream implements BodySubscriber<InputStream> {

  /** What came: bytes, or the end, which is an error or not. */
  private record Arrival(List<ByteBuffer> bytes, boolean last, Optional<Throwable> error) {
    long size() {
      return bytes.stream().mapToLong(ByteBuffer::remaining).sum();
    }
  }

  private final Duration silence;
  private final Ticker ticker;
  private final MinimumRate rate;
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private volatile @Nullable Subscription subscription;
  private Arrival current = new Arrival(List.of(), false, Optional.empty());

  TimedBody(DownloadPolicy policy, Ticker ticker) {
    this.silence = policy.silence();
    this.ticker = ticker;
    rate = new MinimumRate(policy.slowest(), policy.rateWindow());
  }

  @Override
  public CompletionStage<InputStream> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Subscription offered) {
    subscription = offered;
    offered.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    arrivals.add(new Arrival(bytes, false, Optional.empty()));
  }

  @Override
  public void onError(Throwable error) {
    arrivals.add(new Arrival(List.of(), true, Optional.of(error)));
  }

  @Override
  public void onComplete() {
    arrivals.add(new Arrival(List.of(), true, Optional.empty()));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Reads what is there, and waits if nothing is.
   *
   * @throws HttpTimeoutException if nothing came in time
   * @throws MinimumRate.TooSlowException if too little came
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      for (ByteBuffer bytes : current.bytes()) {
        if (bytes.hasRemaining()) {
          int n = Math.min(length, bytes.remaining());
          bytes.get(target, offset, n);
          return n;
        }
      }
      if (current.last()) {
        if (current.error().isPresent()) {
          throw new IOException(current.error().get().getMessage(), current.error().get());
        }
        return -1;
      }
      current = next();
    }
  }

  private Arrival next() throws IOException {
    try {
      long begin = ticker.read();
      Arrival arrival = arrivals.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
      if (arrival == null) {
        throw new HttpTimeoutException("no byte for " + silence);
      }
      Subscription source = subscription;
      if (source != null && !arrival.last()) {
        source.request(1);
        rate.add(arrival.size(), ticker.read() - begin);
      }
      return arrival;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for bytes");
    }
  }

  /** Lets the rest of the body go. */
  @Override
  public void close() {
    Subscription source = subscription;
    if (source != null) {
      source.cancel();
    }
  }
}
