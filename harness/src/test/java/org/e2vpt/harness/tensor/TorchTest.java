package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorchTest {

  @Test
  void preparesAProcessForItsThreadsAndToKeepItsMemory() {
    Map<String, String> environment = new HashMap<>(Map.of("OMP_NUM_THREADS", "64"));

    Torch.prepare(environment, 3);

    assertThat(environment)
        .containsEntry("OMP_NUM_THREADS", "3")
        .containsEntry("OMP_DYNAMIC", "FALSE")
        .containsEntry("MKL_DYNAMIC", "FALSE")
        .hasEntrySatisfying(
            "GLIBC_TUNABLES", all -> assertThat(all).contains("glibc.malloc.trim_threshold="));
  }

  @Test
  void leavesTheUsersOwnTunablesAlone() {
    Map<String, String> environment =
        new HashMap<>(Map.of("GLIBC_TUNABLES", "glibc.malloc.check=3"));

    Torch.prepare(environment, 1);

    assertThat(environment).containsEntry("GLIBC_TUNABLES", "glibc.malloc.check=3");
  }
}
