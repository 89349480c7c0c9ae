package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.training.Checkpoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerSettingsTest {

  /** What is computed on one model of GPU is not taken for what another computes. */
  @ParameterizedTest
  @CsvSource({
    "gpu0, NVIDIA A100-SXM4-40GB, gpu NVIDIA A100-SXM4-40GB",
    "gpu0, NVIDIA H200, gpu NVIDIA H200",
    "cpu, AMD EPYC, cpu"
  })
  void tellGpusApartByTheirModel(String device, String model, String kind) {
    assertThat(
            new WorkerSettings(device, model, 1, NoData.FOLDER, Checkpoint.INTERVAL, false)
                .kindOfDevice())
        .isEqualTo(kind);
  }
}
