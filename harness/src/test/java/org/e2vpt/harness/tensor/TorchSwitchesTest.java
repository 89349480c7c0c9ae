package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineExtension.class)
@EnabledOnOs(value = OS.LINUX, disabledReason = "the names are those that compilers for Linux give")
class TorchSwitchesTest {

  private final TorchSwitches switches;

  /** The manager's engine is loaded by then. */
  TorchSwitchesTest(NDManager unused) {
    switches = TorchSwitches.loaded().orElseThrow();
  }

  @Test
  void areSetAndReadBack() {
    boolean reduction = switches.bf16Reduction();
    try {
      switches.setDeterministic(true);
      switches.setBf16Reduction(false);
      assertThat(TorchSwitches.deterministic()).isTrue();
      assertThat(switches.deterministicCuDnn()).isTrue();
      assertThat(switches.fillsUninitialized()).isFalse();
      assertThat(switches.bf16Reduction()).isFalse();
    } finally {
      switches.setDeterministic(false);
      switches.setBf16Reduction(reduction);
    }
    assertThat(TorchSwitches.deterministic()).isFalse();
    assertThat(switches.deterministicCuDnn()).isFalse();
  }

  @Test
  void stayAsTheyAreForACpu() {
    Torch.prepareDevice(Device.cpu(), true);

    assertThat(TorchSwitches.deterministic()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void areSetForAGpu(boolean deterministic) {
    boolean reduction = switches.bf16Reduction();
    try {
      switches.setBf16Reduction(true);
      switches.setDeterministic(!deterministic);
      Torch.prepareDevice(Device.gpu(0), deterministic);

      assertThat(TorchSwitches.deterministic()).isEqualTo(deterministic);
      assertThat(switches.bf16Reduction()).isFalse();
    } finally {
      switches.setDeterministic(false);
      switches.setBf16Reduction(reduction);
    }
  }

  /** The switch is a thread's own, and on at first. */
  @Test
  void kernelsRunWithoutTheOptimizingExecutorInEachThread() {
    boolean optimizes =
        CompletableFuture.supplyAsync(
                () -> {
                  assertThat(switches.optimizesGraphs()).isTrue();
                  try (NDManager manager = Torch.manager("cpu")) {
                    Kernels.bf16(manager.ones(new Shape(2))).close();
                  }
                  return switches.optimizesGraphs();
                },
                work -> new Thread(work).start())
            .join();

    assertThat(optimizes).isFalse();
  }
}
