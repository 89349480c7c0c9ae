package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuSupportTest {

  @ParameterizedTest
  @CsvSource({
    "525.60.13, 8.0, cu124, ''",
    "550.54.15, 9.0, cu124, ''",
    "515.105, 8.0, cu124, a driver of version 525 or newer: CUDA 12 needs it",
    "550.54.15, 9.0, cu130, a driver of version 580 or newer: CUDA 13 needs it",
    "580.95.05, 12.1, cu130, ''",
    "460.32, 7.0, cu118, ''",
    "570.10, 10.0, cu124, 'a libtorch for CUDA 12.8 of your own, named by -Dlibtorch=FOLDER, and a"
        + " build without -Pcuda: that for cu124 has no code for GPUs newer than Hopper, and Maven"
        + " Central has no other'",
    "570.10, 10.0, cu128, ''",
    "525.60.13, '', cu124, ''", // a driver that does not tell
    "'', 9.0, cu124, ''"
  })
  void knowsDriversAndGenerations(String driver, String capability, String flavor, String lack) {
    assertThat(GpuSupport.lack(List.of(gpu(driver, capability)), libtorch(flavor)).orElse(""))
        .isEqualTo(lack);
  }

  @Test
  void isAskedBeforeAnythingIsUnpacked() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Device.gpus(List.of(gpu("515.105", "8.0")), libtorch("cu124")))
        .withMessage(
            "nothing can be computed on the GPU without a driver of version 525 or newer: CUDA 12"
                + " needs it");
  }

  private static Gpu gpu(String driver, String capability) {
    return new Gpu(0, "GPU-a", "NVIDIA GPU", 1, driver, capability);
  }

  private static CudaLibtorch libtorch(String flavor) {
    return new CudaLibtorch(
        Path.of("/no/such/torch"), "2.7.1", flavor, ImmutableMap.of(), Path.of("/no/such"));
  }
}
