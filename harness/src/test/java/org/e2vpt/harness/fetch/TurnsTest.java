package org.e2vpt.harness.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.e2vpt.harness.fetch.Turns.Turn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TurnsTest {

  private final Turns turns = new Turns(2, 3);

  @Test
  void lastsUntilItIsClosed() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      try (Turn turn = turns.take("a")) {
        assertThat(turn).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "c"}) // a has two already, and three are taken in all
  void whoCannotBeServedWaitsUntilAnotherTurnEnds(String host) throws Exception {
    Turn first = turns.take("a");
    turns.take("a");
    turns.take("b");
    CompletableFuture<Turn> taken = new CompletableFuture<>();

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
    turns.take("a");
    turns.take("a");
    Thread waiting = new Thread(() -> take("a", new CompletableFuture<>()));
    waiting.start();
    awaitWaiting(waiting);

    CountDownLatch served = new CountDownLatch(1);
    try (Turn turn = turns.take("b")) {
      served.countDown();
    }

    assertThat(served.getCount()).isZero();
    waiting.interrupt();
  }

  private void take(String host, CompletableFuture<Turn> taken) {
    try {
      taken.complete(turns.take(host));
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
