package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeBoxTest {

  @ParameterizedTest
  @CsvSource({"8h, 28800", "90m, 5400", "1h30m, 5400", "45s, 45", "1h0m1s, 3601"})
  void holdsWhatEndsBeforeIt(String time, double seconds) {
    TimeBox box = TimeBox.of(time);
    Duration passed = Duration.ofMillis(Math.round(1000 * seconds));

    assertThat(box.holds(Duration.ZERO, seconds)).isTrue();
    assertThat(box.holds(Duration.ZERO, seconds + 0.01)).isFalse();
    assertThat(box.holds(passed, 0)).isTrue();
    assertThat(box.holds(passed.plusMillis(10), 0)).isFalse();
  }

  @Test
  void isForEverUnlessAskedFor() {
    assertThat(TimeBox.ENDLESS.holds(Duration.ofDays(1000), 1e9)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "h", "8 h", "-8h", "0h", "0h00m", "8H", "1.5h", "30m1h", "8h\n"})
  void refusesWhatIsNoTime(String time) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeBox.of(time))
        .withMessage(
            "time must be hours, minutes or seconds, such as 8h, 90m or 1h30m; got '%s'", time);
  }
}
