package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the driver is played by a shell")
class GpusTest {

  private static final String TWO =
      """
      0, GPU-aaaa1111-0000, NVIDIA H200, 143771, 550.54.15, 9.0
      1, GPU-bbbb2222-0000, NVIDIA TITAN X (Pascal), 12288, 550.54.15, 6.1
      """;

  private static final Gpu H200 =
      new Gpu(0, "GPU-aaaa1111-0000", "NVIDIA H200", 143_771L << 20, "550.54.15", "9.0");

  @Test
  void describesEveryGpuOfTheMachine() {
    Gpus gpus = Gpus.visible(printing(TWO, 0), null);

    assertThat(gpus.list())
        .containsExactly(
            H200,
            new Gpu(
                1,
                "GPU-bbbb2222-0000",
                "NVIDIA TITAN X (Pascal)",
                12_288L << 20,
                "550.54.15",
                "6.1"));
    assertThat(gpus.list()).extracting(Gpu::bfloat16).containsExactly(true, false);
    assertThat(gpus.absence()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'0', 0",
    "'1,0', 1 0",
    "'GPU-bbbb', 1",
    "'GPU-bbbb, GPU-aaaa1111-0000', 1 0",
    "'0,7,1', 0", // what stands behind an unknown name is hidden
    "'0,-1,1', 0"
  })
  void showsWhatCudaVisibleDevicesShows(String shown, String indices) {
    assertThat(Gpus.visible(printing(TWO, 0), shown).list())
        .extracting(Gpu::index)
        .map(String::valueOf)
        .isEqualTo(List.of(indices.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({"''", "-1", "7,0", "MIG-aaaa"})
  void saysThatCudaVisibleDevicesHidesAll(String shown) {
    assertThat(Gpus.visible(printing(TWO, 0), shown).absence())
        .isEqualTo(
            "CUDA_VISIBLE_DEVICES='%s' shows none of the 2 GPUs: unset it, or name some by index or"
                + " UUID",
            shown);
  }

  @Test
  void saysThatThereIsNoDriver() {
    assertThat(Gpus.visible(List.of("no-such-nvidia-smi"), null).absence())
        .isEqualTo(
            "no-such-nvidia-smi cannot be run: install NVIDIA's driver, if this machine has an NVIDIA"
                + " GPU; other GPUs, such as Apple's and AMD's, are not used");
  }

  @Test
  void saysWhatTheDriverCouldNotDo() {
    String said =
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n"
            + "Make sure that the latest NVIDIA driver is installed and running.\n";

    assertThat(Gpus.visible(printing(said, 9), null).absence())
        .isEqualTo(
            "sh failed with exit code 9 and said: NVIDIA-SMI has failed because it couldn't"
                + " communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is"
                + " installed and running.");
  }

  @ParameterizedTest
  @CsvSource({
    "No devices were found",
    "'0, GPU-a, NVIDIA H200, much, 550.54.15, 9.0'",
    "'0, GPU-a, Tesla, 1, 2, new'"
  })
  void quotesWhatIsNoGpu(String said) {
    assertThat(Gpus.visible(printing(said, 0), null).absence())
        .isEqualTo(
            "nvidia-smi printed '%s', expected"
                + " index,uuid,name,memory.total,driver_version,compute_cap",
            said);
  }

  @ParameterizedTest
  @CsvSource({
    "a100,, '0 NVIDIA A100-SXM4-80GB 80 8.0; 1 NVIDIA A100-SXM4-80GB 80 8.0; 2 NVIDIA"
        + " A100-SXM4-80GB 0 '",
    "h100-mig,, '0 NVIDIA H100 80GB HBM3 0 9.0; 1 NVIDIA H100 80GB HBM3 79 9.0'",
    "h100-mig, MIG-2222, 0 NVIDIA H100 80GB HBM3 MIG 1g.10gb 0 9.0",
    "h100-mig, 'MIG-11111111-aaaa-5bbb-8ccc-dddddddddddd,1', '0 NVIDIA H100 80GB HBM3 MIG 3g.40gb 0"
        + " 9.0; 1 NVIDIA H100 80GB HBM3 79 9.0'",
    "rtx-4090-wsl,, 0 NVIDIA GeForce RTX 4090 23 8.9",
    "permissions,, 0 an NVIDIA GPU 0 12.1",
    "old-driver,, '0 Tesla V100-SXM2-16GB 15 '"
  })
  void readsEachLineOfTheDriverByItself(String machine, String shown, String expected) {
    assertThat(Gpus.visible(machine(machine), shown).list())
        .extracting(
            gpu ->
                "%s %s %s %s"
                    .formatted(gpu.index(), gpu.name(), gpu.memory() >> 30, gpu.capability()))
        .isEqualTo(List.of(expected.split("; ")));
  }

  @Test
  void tellsWhichLinesItLeftOut() {
    assertThat(Gpus.visible(machine("a100"), null).unread())
        .containsExactly(
            "nvidia-smi printed 'GPU 00000000:C1:00.0: GPU is lost. Reboot the system to recover"
                + " this GPU', expected index,uuid,name,memory.total,driver_version,compute_cap");
  }

  @Test
  void namesAGpuByItsIndexIfTheDriverDoesNotSayMore() {
    assertThat(Gpus.visible(machine("permissions"), null).list())
        .extracting(Gpu::uuid)
        .containsExactly("0");
  }

  private static List<String> machine(String name) {
    String files = "src/test/resources/nvidia-smi/";
    return List.of("sh", files + "smi.sh", files + name);
  }

  @Test
  void saysThatTheDriverKnowsNoGpu() {
    assertThat(Gpus.visible(printing("", 0), null).absence()).isEqualTo("the driver finds no GPU");
  }

  @Test
  void knowsAGpuThatSharesTheProcessorsMemory() {
    Gpus gpus = Gpus.visible(printing("0, GPU-a, NVIDIA GB10, [N/A], 580.95.05, 12.1", 0), null);

    assertThat(gpus.list())
        .containsExactly(new Gpu(0, "GPU-a", "NVIDIA GB10", 0, "580.95.05", "12.1"));
  }

  @Test
  void hasGpusOrTheReasonWhyNot() {
    assertThatThrownBy(() -> new Gpus(ImmutableList.of(), ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("GPUs, or the reason why there is none; got [] and ''");
  }

  private static List<String> printing(String text, int exitCode) {
    return List.of("sh", "-c", "printf '%s' \"$0\"; exit $1", text, Integer.toString(exitCode));
  }
}
