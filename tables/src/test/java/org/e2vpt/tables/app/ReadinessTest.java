package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.schedule.Gpu;
import org.e2vpt.harness.schedule.GpuUse;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {

  @ParameterizedTest
  @CsvSource({
    "515.105, 8.0, a driver of version 525 or newer: CUDA 12 needs it",
    "570.10, 10.0, 'a libtorch for CUDA 12.8 of your own, named by -Dlibtorch=FOLDER, and a build"
        + " without -Pcuda: that for cu124 has no code for GPUs newer than Hopper, and Maven Central"
        + " has no other'"
  })
  void refusesAGpuThatNothingCanBeComputedOn(String driver, String capability, String lack) {
    Readiness machine = machine(driver, capability);

    assertThat(machine.lacksDevice(GpuUse.AUTO, false))
        .hasValue(
            "there is a GPU, but it needs %s; gpu=off computes on the processor".formatted(lack));
    assertThat(machine.lacksDevice(GpuUse.OFF, true)).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> machine.lacksDevice(GpuUse.REQUIRE, false))
        .withMessage("gpu=require, but there is a GPU, but it needs " + lack);
  }

  @Test
  void lacksNothingWhereTheDriverAndLibtorchFit() {
    assertThat(machine("550.54.15", "9.0").lacksDevice(GpuUse.REQUIRE, false)).isEmpty();
  }

  private static Readiness machine(String driver, String capability) {
    Gpu gpu = new Gpu(0, "GPU-aaaa", "NVIDIA", 80L << 30, driver, capability);
    Path folder = Path.of("/no/such/torch");
    return new Readiness(
        new Gpus(ImmutableList.of(gpu), ""),
        () -> new CudaLibtorch(folder, "2.5.1", "cu124", ImmutableMap.of(), folder),
        NoData.FOLDER);
  }
}
