package org.e2vpt.harness.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.harness.schedule.ManualClock;
import org.junit.jupiter.api.Test;

class RetryTest {

  private final ManualClock clock = new ManualClock();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Retry retry =
      new Retry(
          clock.ticker(),
          (hurried, time) -> {
            pauses.add(time);
            clock.pass(time.toMillis() / 1000.0);
          },
          warnings::add);
  private int tries;

  /** Fails until so many seconds have passed. */
  private BestEffort.Write failingFor(Duration time) {
    long end = clock.ticker().read() + time.toNanos();
    return () -> {
      tries++;
      if (clock.ticker().read() < end) {
        throw new IOException("No space left on device");
      }
    };
  }

  @Test
  void isSilentIfTheFirstTrySucceeds() throws IOException {
    retry.run("trials.csv", failingFor(Duration.ZERO));

    assertThat(tries).isEqualTo(1);
    assertThat(warnings).isEmpty();
  }

  @Test
  void triesAgainWithGrowingPausesAndSaysItOnce() throws IOException {
    retry.run("trials.csv", failingFor(Duration.ofSeconds(4)));

    assertThat(pauses)
        .extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L);
    assertThat(warnings)
        .containsExactly(
            "cannot write trials.csv: its disk is full; make room, or choose another folder; it"
                + " is tried again for 60 s",
            "trials.csv is written again");
  }

  @Test
  void givesUpAfterAMinute() {
    assertThatThrownBy(() -> retry.run("trials.csv", failingFor(Duration.ofHours(1))))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");

    assertThat(Duration.ofNanos(clock.ticker().read()))
        .isBetween(Duration.ofSeconds(55), Retry.PATIENCE);
    assertThat(warnings).hasSize(1);
  }

  @Test
  void doesNotWaitOnceItIsHurried() {
    retry.hurry();

    assertThatThrownBy(() -> retry.run("trials.csv", failingFor(Duration.ofHours(1))))
        .isInstanceOf(IOException.class);
    assertThat(pauses).isEmpty();
  }

  @Test
  void doesNotWaitForAFileInThePlaceOfAFolder() {
    assertThatThrownBy(
            () ->
                retry.run(
                    "artifacts",
                    () -> {
                      throw new FileAlreadyExistsException("artifacts");
                    }))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(pauses).isEmpty();
  }
}
