package org.e2vpt.harness.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.FetchOutcome.Kind;
import org.e2vpt.harness.text.Amounts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetchProgressTest {

  private static final DatasetsLock LOCK =
      DatasetsLock.parse(
          "test.lock",
          List.of(
              "a https://x.org/a 1000000 ? MIT -",
              "b https://x.org/b 3000000 ? MIT -",
              "c https://x.org/c ? ? MIT -"));
  private static final LockedFile A = LOCK.file("a");
  private static final LockedFile B = LOCK.file("b");

  private final TestClock clock = new TestClock();
  private final StringWriter out = new StringWriter();

  @Test
  void saysOnceAMinuteHowMuchIsToComeAndHowLongItWillTake() {
    FetchProgress progress = progress(false);

    progress.received(A, 1000);
    clock.pass(Duration.ofSeconds(59));
    progress.received(A, 9000);
    clock.pass(Duration.ofSeconds(1));
    progress.received(A, 590_000);

    assertThat(out.toString().lines())
        .containsExactly(
            "0 of 3 files, 3.40 MB to come and 1 file of unknown size, 10.0 kB/s, 5 min 40 s left");
  }

  @Test
  void countsNeitherWhatLayThereAlreadyNorFilesThatHaveEnded() {
    FetchProgress progress = progress(false);

    progress.resumed(A, 400_000);
    progress.ended(new FetchOutcome(B, Kind.FAILED, "cannot fetch b: no"));
    progress.received(A, 1000);
    clock.pass(Duration.ofSeconds(100));
    progress.received(A, 99_000);

    assertThat(out.toString().lines())
        .containsExactly(
            "a: goes on after 400 kB",
            "cannot fetch b: no",
            "1 of 3 files, 500 kB to come and 1 file of unknown size, 1.00 kB/s, 8 min 20 s left");
  }

  @Test
  void redrawsItsLineOnATerminal() {
    FetchProgress progress = progress(true);
    progress.ended(new FetchOutcome(LOCK.file("c"), Kind.FETCHED, "fetched c"));
    progress.ended(new FetchOutcome(B, Kind.FETCHED, "fetched b"));

    progress.received(A, 0);
    clock.pass(Duration.ofMillis(500));
    progress.received(A, 500_000);
    progress.ended(new FetchOutcome(A, Kind.FETCHED, "fetched a"));

    assertThat(out)
        .hasToString(
            "\r\033[Kfetched c%n\r\033[Kfetched b%n\r\033[K2 of 3 files, 500 kB to come, 1.00 MB/s, 1 s left\r\033[Kfetched a%n"
                .formatted());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.00 kB",
    "9994, 9.99 kB",
    "9995, 10.0 kB",
    "99950, 100 kB",
    "999499, 999 kB",
    "999500, 1.00 MB",
    "39077296924, 39.1 GB",
    "1234567890123456, 1235 TB"
  })
  void writesSizesWithThreeDigits(long bytes, String text) {
    assertThat(Amounts.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"59, 59 s", "60, 1 min 00 s", "3599, 59 min 59 s", "3600, 1 h 00 min"})
  void writesTimes(long seconds, String text) {
    assertThat(Amounts.time(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  private FetchProgress progress(boolean terminal) {
    FetchProgress progress = new FetchProgress(new PrintWriter(out), clock, terminal);
    progress.planned(LOCK.files().values());
    return progress;
  }

  private static final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
