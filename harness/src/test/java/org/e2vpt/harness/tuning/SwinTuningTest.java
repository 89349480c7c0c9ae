package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.SwinConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the protocols do with prompts in windows; recorded tensors hold the released one. */
@ExtendWith(EngineExtension.class)
class SwinTuningTest {

  private static final SwinConfig CONFIG =
      new SwinConfig(16, 2, 8, ImmutableList.of(2, 2), ImmutableList.of(2, 4), 4, 2);

  private final NDManager manager;
  private final Backbone backbone;

  SwinTuningTest(NDManager manager) {
    this.manager = manager;
    Map<String, NDArray> weights = new LinkedHashMap<>();
    CONFIG
        .architecture()
        .weights()
        .forEach(
            (name, shape) ->
                weights.put(
                    name,
                    manager.create(new Initial(1).normal(name, (int) shape.size(), 0.4), shape)));
    backbone = CONFIG.over(weights);
  }

  /** With shallow prompts, what a block makes of them differs from image to image. */
  @ParameterizedTest
  @CsvSource({"own, true", "mixed, false"})
  void anImageIsAloneWithItsPromptsUnlessWindowsMixThem(String windows, boolean alone) {
    Tuning tuning = tuning("vpt-shallow", Map.of("visual", "3", "swin-windows", windows), Map.of());
    NDArray images = images(3);
    float[] together = features(tuning, images);
    float[] single = features(tuning, images.get("0:1"));

    float[] first = Arrays.copyOf(together, single.length);
    if (alone) {
      assertThat(first).containsExactly(single, Offset.offset(1e-4f));
    } else {
      assertThat(first).isNotEqualTo(single);
      assertThat(distance(first, single)).isGreaterThan(1e-3);
    }
  }

  /** Table 5(a) on Swin: a no-op, as on a ViT, if biases stand where they belong. */
  @ParameterizedTest
  @CsvSource({"aligned, true", "misaligned, false"})
  void theOrderOfKeysMattersOnlyIfBiasesAreMisplaced(String bias, boolean same) {
    NDArray images = images(2);
    float[] before = features(tuning("e2vpt", e2vpt("kv-place", "before"), Map.of()), images);
    Map<String, String> options = e2vpt("kv-place", "after");
    options.put("swin-bias", bias);

    double difference = distance(features(tuning("e2vpt", options, Map.of()), images), before);

    assertThat(difference < 1e-4).isEqualTo(same);
  }

  @Test
  void pruningShortensThePromptsOfTheFirstStage() {
    Tuning first = tuning("e2vpt", e2vpt("segments", "4"), Map.of());
    Batch batch = new Batch(images(2), manager.create(new long[] {0, 1}));
    Map<String, HostTensor> artifact = first.artifact(work -> work.accept(batch));
    Map<String, String> options = pruned();

    Tuning rewound = tuning("e2vpt", options, artifact);

    assertThat(artifact.get("importance.segments").shape()).containsExactly(2, 4, 4);
    assertThat(rewound.trainable().get("visual_prompts.0").getShape())
        .isEqualTo(new Shape(2, 2, 8));
    assertThat(rewound.trainable().get("visual_prompts.1").getShape())
        .isEqualTo(new Shape(2, 4, 16));
    assertThat(rewound.trainable().get("visual_prompts.1").toFloatArray())
        .isEqualTo(artifact.get("visual_prompts.1").floats());
    assertThat(features(rewound, batch.images())).doesNotContain(Float.NaN);
    long ofFirstStage = 2 * 4 * 8;
    long left = 2 * 2 * 6;
    assertThat(rewound.count().tuned()).isEqualTo(first.count().tuned());
    assertThat(rewound.count().kept()).isEqualTo(first.count().tuned() - ofFirstStage + left);
  }

  @Test
  void theReleasedCodePrunesTheFirstBlockAlone() {
    Map<String, String> options = e2vpt("segments", "4");
    options.put("swin-pruning", "first-block");
    Tuning first = tuning("e2vpt", options, Map.of());
    Batch batch = new Batch(images(2), manager.create(new long[] {0, 1}));
    Map<String, HostTensor> artifact = first.artifact(work -> work.accept(batch));
    options.putAll(pruned());
    options.put("pruned-tokens", "zeroed");

    Tuning rewound = tuning("e2vpt", options, artifact);

    assertThat(artifact.get("importance.segments").shape()).containsExactly(1, 4, 4);
    assertThat(rewound.count().kept()).isEqualTo(first.count().tuned() - 4 * 8 + 2 * 6);
    options.put("pruned-tokens", "removed");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tuning("e2vpt", options, artifact))
        .withMessage(
            "tokens cannot be removed from some blocks of a stage only: with"
                + " swin-pruning=first-block, pruned-tokens has to be zeroed");
  }

  @Test
  void fullTuningLeavesOutWholeImagesInTraining() {
    Tuning full = tuning("full", Map.of("drop-path", "0.9"), Map.of());
    NDArray residual = manager.ones(new Shape(200, 3, 2));

    assertThat(full.block(3).dropPath(residual).toFloatArray()).containsOnly(1);
    full.setTraining(true);
    Torch.seed(1);
    float[] dropped = full.block(3).dropPath(residual).get(":, 0, 0").toFloatArray();

    assertThat(full.block(0).dropPath(residual)).isSameAs(residual);
    int left = 0;
    for (float value : dropped) {
      assertThat(value == 0 || Math.abs(value - 10) < 1e-4).isTrue();
      left += value == 0 ? 0 : 1;
    }
    assertThat(left).isBetween(5, 50);
  }

  private static Map<String, String> e2vpt(String option, String value) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("visual", "4");
    options.put("kv", "3");
    options.put("segments", "4");
    options.put(option, value);
    return options;
  }

  private static Map<String, String> pruned() {
    Map<String, String> options = e2vpt("segments", "4");
    options.put("prune-from", "0123456789ab");
    options.put("prune-tokens", "2");
    options.put("prune-segments", "1");
    return options;
  }

  private Tuning tuning(
      String method, Map<String, String> options, Map<String, HostTensor> artifact) {
    return TinyModel.tuning(backbone, manager, method, options, artifact);
  }

  private NDArray images(int count) {
    int values = count * 3 * 16 * 16;
    return manager.create(new Initial(2).normal("images", values, 1), new Shape(count, 3, 16, 16));
  }

  private static float[] features(Tuning tuning, NDArray images) {
    return Torch.withGradients(false, () -> tuning.features(images)).toFloatArray();
  }

  private static double distance(float[] one, float[] other) {
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
    }
    return largest;
  }
}
