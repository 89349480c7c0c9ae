package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.time.Duration;
import org.e2vpt.harness.text.Amounts;

/**
 * Notices a sender that is alive and too slow. Only the time in which its bytes are waited for
 * counts: a slow disk on our side is not its fault.
 */
final class MinimumRate {

  /** Too little came in the window. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1;

    TooSlowException(String message) {
      super(message);
    }
  }

  private final long bytesPerSecond;
  private final Duration window;
  private long waitedNanos;
  private long bytes;

  MinimumRate(long bytesPerSecond, Duration window) {
    this.bytesPerSecond = bytesPerSecond;
    this.window = window;
  }

  /**
   * Takes notice of {@code received} bytes that were waited for so long.
   *
   * @throws TooSlowException if a window is over in which fewer came than must
   */
  void add(long received, long nanos) throws TooSlowException {
    bytes += received;
    waitedNanos += nanos;
    if (waitedNanos < window.toNanos()) {
      return;
    }
    if (bytes < bytesPerSecond * window.toSeconds()) {
      throw new TooSlowException(
          "sent %s in %s, less than %s/s"
              .formatted(
                  Amounts.bytes(bytes),
                  Amounts.time(Duration.ofNanos(waitedNanos)),
                  Amounts.bytes(bytesPerSecond)));
    }
    bytes = 0;
    waitedNanos = 0;
  }
}
