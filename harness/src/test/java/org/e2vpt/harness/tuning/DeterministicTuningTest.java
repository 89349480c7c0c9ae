package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.lang.reflect.Proxy;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.TorchSwitches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever tunes on a GPU has the same bits each time, without having to ask for it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere the switches are not reached")
@ExtendWith(EngineExtension.class)
class DeterministicTuningTest {

  private final NDManager manager;

  DeterministicTuningTest(NDManager manager) {
    this.manager = manager;
  }

  @AfterEach
  void switchOff() {
    TorchSwitches.loaded().orElseThrow().setDeterministic(false);
  }

  @ParameterizedTest
  @CsvSource({"e2vpt, gpu0, true", "sidetune, gpu0, false", "e2vpt, cpu, false"})
  void isSwitchedOnForAGpuIfTheMethodCan(String method, String device, boolean deterministic) {
    var unused = TinyModel.tuning(on(Device.fromName(device)), method, TinyModel.options(""));

    assertThat(TorchSwitches.deterministic()).isEqualTo(deterministic);
  }

  /** A manager that says it is of this device, whose tensors are on the CPU all the same. */
  private NDManager on(Device device) {
    return (NDManager)
        Proxy.newProxyInstance(
            NDManager.class.getClassLoader(),
            new Class<?>[] {NDManager.class},
            (proxy, method, arguments) ->
                method.getName().equals("getDevice") ? device : method.invoke(manager, arguments));
  }
}
