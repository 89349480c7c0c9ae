package org.e2vpt.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.bench.Workload.Mode;
import org.e2vpt.harness.meta.MetaDevice;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {

  private static final int PROMPTS = 8;

  @Test
  void countsTheWorkThatShortcutsLeaveOut() throws IOException {
    List<Measured> measured =
        Bench.measure(List.of(evaluation(true), evaluation(false)), Device.named("cpu"), 1, 1);

    Measured quick = measured.get(0);
    Measured plain = measured.get(1);
    assertThat(plain.gflopPerImage()).isCloseTo(plainProducts() / 1e9, Offset.offset(1e-6));
    assertThat(quick.gflopPerImage()).isLessThan(0.7 * plain.gflopPerImage());
    for (Measured one : measured) {
      assertThat(one.imagesPerSecond()).isPositive();
      assertThat(one.gemmGflops()).isPositive();
    }
  }

  @Test
  void countsAGpusWorkAsThatOfTheCpu(@TempDir Path folder) throws IOException {
    List<Workload> workloads = List.of(evaluation(true));

    Measured onGpu = Bench.measure(workloads, MetaDevice.gpu(folder), 1, 1).get(0);

    assertThat(onGpu.gflopPerImage())
        .isEqualTo(Bench.measure(workloads, Device.named("cpu"), 1, 1).get(0).gflopPerImage());
    assertThat(onGpu.imagesPerSecond()).isPositive();
    assertThat(onGpu.peakMegabytes()).isNaN();
  }

  @Test
  void refusesTf32OnACpu() {
    Workload tf32 = evaluation(true, Precision.TF32);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Bench.measure(List.of(tf32), Device.named("cpu"), 1, 1))
        .withMessage("precision tf32 needs an NVIDIA GPU; a CPU has fp32, bf16");
  }

  /** The mini ViT: 17 tokens and the prompts, width 96, 4 blocks; 100 classes. */
  private static double plainProducts() {
    double tokens = 17 + PROMPTS;
    double keys = tokens + 2;
    double ofBlock = 2 * tokens * 96 * 96 * (4 + 2 * 4) + 2 * 2 * tokens * keys * 96;
    return 4 * ofBlock + 2 * 96 * 100;
  }

  @Test
  void namesAnOptionThatTheMethodDoesNotHave() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Workload(
                    "linear",
                    ImmutableSortedMap.of("visual", "3"),
                    "mini-vit.cifar10",
                    Mode.EVAL,
                    1,
                    Execution.DEFAULT))
        .withMessageContaining("visual");
  }

  private static Workload evaluation(boolean shortcuts) {
    return evaluation(shortcuts, Precision.FP32);
  }

  private static Workload evaluation(boolean shortcuts, Precision precision) {
    return new Workload(
        "e2vpt",
        ImmutableSortedMap.of("visual", Integer.toString(PROMPTS), "kv", "2"),
        "mini-vit.cifar10",
        Mode.EVAL,
        4,
        new Execution(shortcuts, precision));
  }
}
