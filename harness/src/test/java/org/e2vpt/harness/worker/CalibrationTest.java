package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  /** Any processor of the last twenty years lies between. */
  @Test
  void measuresTheProcessorInAnotherProcess() throws IOException, InterruptedException {
    assertThat(Calibration.flops(1)).isBetween(1e8, 1e13);
  }
}
