package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.time.Duration;
import org.e2vpt.harness.schedule.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTest {

  @TempDir Path folder;

  @Test
  void refusesAWrongTimeBeforeAnythingIsBegun() {
    System.setProperty("time", "8");
    try {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Lab.running(Device.processors(1), Duration.ofMinutes(1), plans -> {})
                      .run(new PlannedTrials(ImmutableList.of()), folder))
          .withMessage("time must be hours, minutes or seconds, such as 8h, 90m or 1h30m; got '8'");
    } finally {
      System.clearProperty("time");
    }

    assertThat(folder).isEmptyDirectory();
  }
}
