package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchTest {

  @Test
  void preparesAProcessForAsManyThreadsAsAreAskedFor() {
    Map<String, String> environment = new HashMap<>(Map.of("OMP_NUM_THREADS", "64"));

    Torch.prepare(environment, 3);

    assertThat(environment)
        .containsOnly(
            Map.entry("OMP_NUM_THREADS", "3"),
            Map.entry("OMP_DYNAMIC", "FALSE"),
            Map.entry("MKL_DYNAMIC", "FALSE"));
  }
}
