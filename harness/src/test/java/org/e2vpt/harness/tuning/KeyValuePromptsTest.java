package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class KeyValuePromptsTest {

  private final NDManager manager;

  KeyValuePromptsTest(NDManager manager) {
    this.manager = manager;
  }

  /** Table 5(a) of the paper ablates a choice that changes nothing on a ViT. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, true",
    "2, 3, 1, true",
    "3, 1, 5, true",
    "4, 4, 10, true",
    "5, 2, 3, false",
    "6, 10, 7, false"
  })
  void giveTheSameLogitsBeforeAndAfterTheKeys(int seed, int visual, int kv, boolean shared) {
    VitConfig config = new VitConfig(16, 4, 24, 3, 3, 48);
    Backbone backbone = TinyModel.backbone(manager, config, seed);
    NDArray images =
        manager.create(
            new Initial(seed).normal("images", 2 * 3 * 16 * 16, 1), new Shape(2, 3, 16, 16));
    Map<String, String> before =
        Map.of("visual", "" + visual, "kv", "" + kv, "kv-share", "" + shared, "kv-place", "before");
    Map<String, String> after =
        Map.of("visual", "" + visual, "kv", "" + kv, "kv-share", "" + shared, "kv-place", "after");

    float[] ofBefore = logits(backbone, before, images);
    float[] ofAfter = logits(backbone, after, images);

    assertThat(ofBefore).containsExactly(ofAfter, Offset.offset(1e-5f));
    Map<String, String> longer = Map.of("visual", "" + visual, "kv", "" + (kv + 1));
    assertThat(ofBefore).isNotEqualTo(logits(backbone, longer, images));
  }

  private float[] logits(Backbone backbone, Map<String, String> options, NDArray images) {
    Tuning tuning = TinyModel.tuning(backbone, manager, "e2vpt", options, Map.of());
    return Torch.withGradients(false, () -> tuning.logits(images)).toFloatArray();
  }

  @ParameterizedTest
  @CsvSource({"he, 0.38729833, 0.3", "uniform, 0.33968311, 0.3", "trunc-normal, 0.1, 0.04"})
  void startWithinTheBoundOfTheirInitialisation(String start, float bound, float nearly) {
    Tuning tuning =
        TinyModel.tuning(manager, "e2vpt", Map.of("visual", "1", "kv", "5", "kv-init", start));
    NDArray prompts = tuning.trainable().get("key_value_prompts");

    assertThat(prompts.getShape()).isEqualTo(new Shape(2, 2, 5, 8));
    assertThat(prompts.abs().max().getFloat()).isBetween(nearly, bound);
  }

  @Test
  void areOneTensorIfSharedAndTwoIfNot() {
    assertThat(TinyModel.tuning(manager, "e2vpt", Map.of("kv-share", "true")).trainable())
        .containsOnlyKeys("visual_prompts", "key_value_prompts", "head.weight", "head.bias");
    assertThat(TinyModel.tuning(manager, "e2vpt", Map.of("kv-share", "false")).trainable())
        .containsOnlyKeys(
            "visual_prompts", "key_prompts", "value_prompts", "head.weight", "head.bias");
  }
}
