package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeBoxTest {

  private final ManualClock clock = new ManualClock();

  @ParameterizedTest
  @CsvSource({"8h, 28800", "90m, 5400", "1h30m, 5400", "45s, 45", "1h0m1s, 3601"})
  void holdsWhatEndsBeforeIt(String time, double seconds) {
    TimeBox box = TimeBox.of(time, clock.ticker());

    assertThat(box.holds(seconds)).isTrue();
    assertThat(box.holds(seconds + 0.01)).isFalse();
    clock.pass(seconds);
    assertThat(box.holds(0)).isTrue();
    clock.pass(0.01);
    assertThat(box.holds(0)).isFalse();
  }

  @Test
  void isAsLongAsItWasWhateverTheClockIsSetTo() {
    TimeBox box = TimeBox.of("1h", clock.ticker());

    clock.set(Duration.ofHours(-5));
    clock.pass(3600);
    assertThat(box.holds(0)).isTrue();
    clock.pass(0.01);
    assertThat(box.holds(0)).isFalse();
  }

  @Test
  void isForEverUnlessAskedFor() {
    assertThat(TimeBox.of(null, clock.ticker()).holds(1e9)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "h", "8 h", "-8h", "0h", "0h00m", "8H", "1.5h", "30m1h", "8h\n"})
  void refusesWhatIsNoTime(String time) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeBox.of(time, clock.ticker()))
        .withMessage(
            "time must be hours, minutes or seconds, such as 8h, 90m or 1h30m; got '%s'", time);
  }
}
