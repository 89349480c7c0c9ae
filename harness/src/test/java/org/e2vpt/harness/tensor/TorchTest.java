package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** As PyTorch and its libraries word it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "memory | CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of",
        "memory | CUDA error: out of memory",
        "memory | CUDA driver error: CUDA_ERROR_OUT_OF_MEMORY",
        "memory | CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
        "memory | CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate(handle)`",
        "memory | cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
        "memory | GET was unable to find an engine to execute this computation",
        "memory | FIND was unable to find an engine to execute this computation",
        "memory | DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes.",
        "memory | DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes.",
        "lost   | CUDA error: an illegal memory access was encountered",
        "lost   | CUDA error: device-side assert triggered",
        "lost   | CUDA error: uncorrectable ECC error encountered",
        "lost   | CUDA error: no kernel image is available for execution on the device",
        "lost   | CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasSgemm(...)`",
        "lost   | cuDNN error: CUDNN_STATUS_EXECUTION_FAILED",
        "other  | mat1 and mat2 shapes cannot be multiplied (1x2 and 3x4)"
      })
  void tellsAFullDeviceFromALostOne(String what, String message) {
    EngineException thrown = new EngineException(message);

    assertThat(Torch.isOutOfMemory(thrown)).isEqualTo(what.equals("memory"));
    assertThat(Torch.isDeviceLost(thrown)).isEqualTo(what.equals("lost"));
    assertThat(Torch.isDeviceLost(new IllegalStateException(message))).isFalse();
  }
}
