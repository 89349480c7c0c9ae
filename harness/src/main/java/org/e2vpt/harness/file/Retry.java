package org.e2vpt.harness.file;

import com.google.common.base.Ticker;
import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.e2vpt.harness.text.FileErrors;

/**
 * Repeats a write that fails, for a minute, with growing pauses: a full disk is often emptied, and
 * a network folder comes back. For what must not be lost; what a run can do without is written by
 * {@link BestEffort}.
 */
public final class Retry {

  /** How long a write is repeated. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** Waits for as long as it is told, or until the latch opens. */
  public interface Pause {
    void await(CountDownLatch hurried, Duration time);
  }

  private final Ticker ticker;
  private final Pause pause;
  private final Consumer<String> warnings;
  private final CountDownLatch hurried = new CountDownLatch(1);

  /** Warns on standard error. */
  public Retry() {
    this(
        Ticker.systemTicker(),
        (hurried, time) -> {
          var unused = Uninterruptibles.awaitUninterruptibly(hurried, time); // either is an end
        },
        System.err::println);
  }

  public Retry(Ticker ticker, Pause pause, Consumer<String> warnings) {
    this.ticker = ticker;
    this.pause = pause;
    this.warnings = warnings;
  }

  /**
   * Does {@code write}, as often as it takes.
   *
   * @param what is written, in words
   * @throws IOException the last one, if it still fails after a minute, after {@link #hurry}, in a
   *     thread that was interrupted, or if a file is in the place of a folder, which stays so
   */
  public void run(String what, BestEffort.Write write) throws IOException {
    long begin = ticker.read();
    Duration next = FIRST_PAUSE;
    boolean failed = false;
    while (true) {
      try {
        write.run();
        if (failed) {
          warnings.accept(what + " is written again");
        }
        return;
      } catch (IOException e) {
        Duration spent = Duration.ofNanos(ticker.read() - begin);
        boolean last =
            hurried.getCount() == 0
                || Thread.currentThread().isInterrupted()
                || e instanceof FileAlreadyExistsException; // a file where a folder should be
        if (last || spent.plus(next).compareTo(PATIENCE) > 0) {
          throw e;
        }
        if (!failed) {
          warnings.accept(
              String.format(
                  Locale.ROOT,
                  "cannot write %s: %s; it is tried again for %d s",
                  what,
                  FileErrors.describe(e),
                  PATIENCE.toSeconds()));
        }
        failed = true;
        pause.await(hurried, next);
        next =
            next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? next.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    }
  }

  /** From now on there is no time to wait: this process was told to end. */
  public void hurry() {
    hurried.countDown();
  }
}
