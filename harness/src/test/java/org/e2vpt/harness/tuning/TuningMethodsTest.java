package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.tensor.EngineExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class TuningMethodsTest {

  private final NDManager manager;

  TuningMethodsTest(NDManager manager) {
    this.manager = manager;
  }

  @Test
  void listThemselvesWhenAskedForAnUnknownMethod() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyModel.tuning(manager, "lora", Map.of()))
        .withMessage(
            "no tuning method 'lora'; there are [full, linear, partial-1, mlp-3, sidetune,"
                + " bias, adapter, vpt-shallow, vpt-deep, e2vpt, vfpt]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vpt-deep | visual | many | option visual of method vpt-deep must be a whole number, got"
            + " 'many'",
        "vpt-deep | visual | 0 | option visual of method vpt-deep must be at least 1, got '0'",
        "vpt-deep | prompt-dropout | 1.0 | option prompt-dropout of method vpt-deep must be in [0,"
            + " 1), got '1.0'",
        "full | drop-path | x | option drop-path of method full must be a decimal number such as"
            + " 12.5, got 'x'",
        "vpt-deep | visaul | 5 | method vpt-deep has no option visaul; it has [prompt-dropout,"
            + " visual]. Did you mean 'visual'?",
        "e2vpt | swin-windows | own | method e2vpt has no option swin-windows; it has [cascade,"
            + " importance, kv, kv-init, kv-place, kv-share, mask-training, masks, prompt-dropout,"
            + " prune-from, prune-segments, prune-tokens, pruned-tokens, rewinding,"
            + " segment-layout, segments, visual]",
        "e2vpt | kv-init | xavier | option kv-init of method e2vpt must be one of he,"
            + " trunc-normal, uniform, got 'xavier'",
        "e2vpt | kv-share | yes | option kv-share of method e2vpt must be one of true, false, got"
            + " 'yes'",
        "vpt-deep | prompts | 5 | method vpt-deep has no option prompts; it has [prompt-dropout,"
            + " visual]",
        "vfpt | fourier-percentage | 150 | option fourier-percentage of method vfpt must be at most"
            + " 100, got '150'",
        "vfpt | fourier-percentage | 5 | fourier-percentage=5 of visual=10 is less than one row, so"
            + " nothing could be transformed: take more prompts, or fourier-percentage=0 for VPT",
        "linear | visual | 5 | method linear has no option visual; it has []",
      })
  void refuseWhatTheyCannotMean(String method, String option, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyModel.tuning(manager, method, Map.of(option, value)))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "linear",
    "partial-1",
    "mlp-3",
    "sidetune",
    "bias",
    "adapter",
    "vpt-shallow",
    "vpt-deep",
    "e2vpt",
    "vfpt"
  })
  void leaveTheSharedBackboneWithoutGradients(String method) {
    Backbone shared = TinyModel.backbone(manager);
    Tuning tuning = TinyModel.tuning(shared, manager, method, Map.of(), Map.of());

    assertThat(shared.weights().values()).noneMatch(weight -> weight.hasGradient());
    assertThat(tuning.trainable().values()).allMatch(tensor -> tensor.hasGradient());
    assertThat(tuning.untrained().values()).noneMatch(tensor -> tensor.hasGradient());
  }
}
