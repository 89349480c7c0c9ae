package org.e2vpt.harness.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.base.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicLong;
import org.e2vpt.harness.fetch.MinimumRate.TooSlowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that come at the pace of a clock which is moved by hand. */
class TimedBodyTest {

  private final AtomicLong nanos = new AtomicLong();
  private Duration step = Duration.ZERO;
  private final Ticker ticker =
      new Ticker() {
        @Override
        public long read() {
          return nanos.getAndAdd(step.toNanos()); // each wait takes a step
        }
      };
  private final TimedBody body = new TimedBody(DownloadPolicy.STANDARD, ticker);

  @Test
  void givesUpASenderThatSendsAByteEveryTenSeconds() {
    step = Duration.ofSeconds(10);
    for (int i = 0; i < 100; i++) {
      arrive(1);
    }

    assertThatExceptionOfType(TooSlowException.class)
        .isThrownBy(body::readAllBytes)
        .withMessage("sent 6 B in 1 min 00 s, less than 1.00 kB/s");
  }

  @ParameterizedTest
  @CsvSource({"9999, true", "10000, false", "30000, false"})
  void measuresOverAMinute(int bytesInTenSeconds, boolean tooSlow) {
    step = Duration.ofSeconds(10);
    for (int i = 0; i < 60; i++) {
      arrive(bytesInTenSeconds);
    }
    body.onComplete();

    if (tooSlow) {
      assertThatExceptionOfType(TooSlowException.class).isThrownBy(body::readAllBytes);
    } else {
      assertThat(read()).isEqualTo(60 * bytesInTenSeconds);
    }
  }

  @Test
  void givesASenderThatFallsAsleepNoCreditForAnEarlierMinute() {
    step = Duration.ofMinutes(1);
    arrive(100_000_000);
    arrive(10);

    assertThatExceptionOfType(TooSlowException.class).isThrownBy(body::readAllBytes);
  }

  @Test
  void doesNotCountTheTimeThatOurDiskTakes() throws IOException {
    for (int i = 0; i < 10; i++) {
      arrive(1);
      assertThat(body.read()).isZero();
      nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    }
    body.onComplete();
    assertThat(body.read()).isEqualTo(-1);
  }

  @Test
  void isNotTooSlowAtItsEnd() {
    step = Duration.ofMinutes(2);
    body.onComplete();

    assertThat(read()).isZero();
  }

  private int read() {
    try {
      return body.readAllBytes().length;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void arrive(int bytes) {
    body.onSubscribe(
        new Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        });
    body.onNext(List.of(ByteBuffer.allocate(bytes)));
  }
}
