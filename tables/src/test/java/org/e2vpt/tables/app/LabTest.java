package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.time.Duration;
import org.e2vpt.harness.schedule.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTest {

  @TempDir Path folder;

  /** Where its module is not on the class path, as here. */
  @Test
  void refusesAClusterThatNoModuleRuns() {
    RunConfig config = Configs.of("tables=mini spark.master=spark://head:7077");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Lab.running(config, Device.processors(1), Duration.ofMinutes(1), plans -> {})
                    .run(PlannedTrials.of(ImmutableList.of()), folder))
        .withMessageStartingWith("spark.master is 'spark://head:7077', but the module cluster");
  }
}
