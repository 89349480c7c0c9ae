package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTest {

  private static final Gpus TWO =
      new Gpus(ImmutableList.of(gpu(0, "GPU-a", "9.0"), gpu(2, "GPU-c", "10.0")), "");

  private static final Supplier<CudaLibtorch> NONE =
      () -> {
        throw new IllegalStateException("no libtorch");
      };

  @TempDir private Path folder;

  @Test
  void ofTheProcessorAsksForNoGpu() {
    assertThat(Device.named("cpu", new Gpus(ImmutableList.of(), "there is none"), NONE))
        .isEqualTo(Device.processors(1).get(0));
  }

  @Test
  void ofAGpuSeesThatOneOnly() throws Exception {
    Files.createFile(folder.resolve("libcudart.so.12"));
    CudaLibtorch libtorch =
        new CudaLibtorch(
            folder, "2.7.1", "cu128", ImmutableMap.of(), folder.resolveSibling("cache"));

    Device device = Device.named("gpu2", TWO, () -> libtorch);

    assertThat(device.name()).isEqualTo("gpu2");
    assertThat(device.forEngine()).isEqualTo("gpu0");
    assertThat(device.environment()).containsEntry("CUDA_VISIBLE_DEVICES", "GPU-c");
  }

  @Test
  void isRefusedIfThereIsNoneOfItsName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Device.named("gpu1", TWO, NONE))
        .withMessage("there is no device 'gpu1'; there is cpu, gpu0, gpu2");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Device.named("gpu0", new Gpus(ImmutableList.of(), "the driver knows no GPU"), NONE))
        .withMessage(
            "there is no device 'gpu0'; there is cpu, and no GPU: the driver knows no GPU");
  }

  @Test
  void isRefusedIfNoLibtorchComputesOnIt() {
    CudaLibtorch older =
        new CudaLibtorch(folder, "2.5.1", "cu124", ImmutableMap.of(), folder.resolve("cache"));

    assertThatIllegalStateException().isThrownBy(() -> Device.named("gpu0", TWO, NONE));
    assertThatIllegalStateException()
        .isThrownBy(() -> Device.named("gpu2", TWO, () -> older))
        .withMessage(
            "nothing can be computed on the GPU without a libtorch for CUDA 12.8 of your own, named"
                + " by -Dlibtorch=FOLDER, and a build without -Pcuda: that for cu124 has no code for"
                + " GPUs newer than Hopper, and Maven Central has no other");
  }

  private static Gpu gpu(int index, String uuid, String capability) {
    return new Gpu(index, uuid, "NVIDIA GPU", 1, "580.95.05", capability);
  }
}
