package org.e2vpt.harness.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.e2vpt.harness.fetch.HostLimiter.Permit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostLimiterTest {

  private final HostLimiter limiter = new HostLimiter(2, 3);

  @Test
  void lastsUntilItIsClosed() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      try (Permit permit = limiter.acquire("a")) {
        assertThat(permit).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "c"}) // a has two already, and three are taken in all
  void whoCannotBeServedWaitsUntilAnotherEnds(String host) throws Exception {
    Permit first = limiter.acquire("a");
    limiter.acquire("a");
    limiter.acquire("b");
    CompletableFuture<Permit> taken = new CompletableFuture<>();

    Thread waiting = new Thread(() -> take(host, taken));
    waiting.setDaemon(true);
    waiting.start();
    awaitWaiting(waiting);
    assertThat(taken).isNotDone();

    first.close();
    assertThat(taken.get()).isNotNull();
  }

  @Test
  void whoWaitsForABusyHostTakesNoPlaceFromOthers() throws Exception {
    limiter.acquire("a");
    limiter.acquire("a");
    Thread waiting = new Thread(() -> take("a", new CompletableFuture<>()));
    waiting.start();
    awaitWaiting(waiting);

    CountDownLatch served = new CountDownLatch(1);
    try (Permit permit = limiter.acquire("b")) {
      served.countDown();
    }

    assertThat(served.getCount()).isZero();
    waiting.interrupt();
  }

  private void take(String host, CompletableFuture<Permit> taken) {
    try {
      taken.complete(limiter.acquire(host));
    } catch (InterruptedException e) {
      taken.completeExceptionally(e);
    }
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      Thread.onSpinWait();
    }
  }
}
