package org.e2vpt.tables.app;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a process that was told to end for some seconds more, until this is closed: long enough to
 * write down what is known.
 */
final class Reprieve implements AutoCloseable {

  private static final int SECONDS = 20;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook =
      new Thread(
          () -> {
            if (!Uninterruptibles.awaitUninterruptibly(over, SECONDS, TimeUnit.SECONDS)) {
              System.err.println("the report was not written in time: run again to have it");
            }
          },
          "reprieve");

  private Reprieve() {}

  static Reprieve ask() {
    Reprieve reprieve = new Reprieve();
    Runtime.getRuntime().addShutdownHook(reprieve.hook);
    return reprieve;
  }

  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is shutting down: the hook runs, or has run.
    }
  }
}
