package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.backbone.Pretraining;
import org.e2vpt.harness.backbone.SwinConfig;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With shortcuts and without, a model has the same logits and the same gradients. */
@ExtendWith(EngineExtension.class)
class ShortcutsTest {

  private static final Execution PLAIN = new Execution(false, Precision.FP32);

  private static final Offset<Float> TOLERANCE = Offset.offset(1e-5f);

  private static final int SIDE = 16;

  private final NDManager manager;

  ShortcutsTest(NDManager manager) {
    this.manager = manager;
  }

  @ParameterizedTest
  @CsvSource({
    "vit, e2vpt, visual=4 kv=2 segments=4 prompt-dropout=0",
    "vit, e2vpt, visual=4 kv=2 segments=4 prompt-dropout=0.5",
    "vit, e2vpt, visual=4 kv=2 segments=4 kv-place=after kv-share=false",
    "vit, e2vpt, visual=4 kv=0 segments=4 mask-training=trained prompt-dropout=0.1",
    "vit, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4 prune-segments=1",
    "vit, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4 pruned-tokens=zeroed",
    "vit, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=2 pruned-tokens=zeroed masks=shared",
    "mae, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4 pruned-tokens=zeroed",
    "swin, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4 pruned-tokens=zeroed",
    "swin, e2vpt, visual=6 segments=4 prune-from=x prune-tokens=4 pruned-tokens=zeroed swin-pruning=first-block",
    "vit, vpt-deep, visual=5",
    "vit, vpt-shallow, visual=5",
    "vit, full, dropout=0",
    "vit, partial-1, ''",
    "vit, bias, ''",
    "vit, adapter, ''",
    "vit, linear, ''",
    "fine-vit, e2vpt, visual=4 kv=2 segments=4",
    "fine-vit, full, dropout=0",
    "mae, e2vpt, visual=4 kv=2 segments=4",
    "mae, vpt-deep, visual=5",
    "mae, vpt-shallow, visual=5",
    "moco, e2vpt, visual=4 kv=2 segments=4",
    "moco, vpt-shallow, visual=5",
    "swin, e2vpt, visual=4 kv=2 segments=4",
    "swin, e2vpt, visual=4 kv=2 segments=4 prompt-dropout=0.5 swin-windows=mixed",
    "swin, e2vpt, visual=4 kv=2 segments=4 kv-place=after",
    "swin, e2vpt, visual=4 kv=2 segments=4 kv-place=after swin-bias=misaligned",
    "swin, vpt-deep, visual=5",
    "swin, vpt-shallow, visual=5",
    "swin, vpt-shallow, visual=5 swin-windows=mixed",
    "swin, partial-1, ''",
    "swin, full, drop-path=0",
  })
  void changeNothing(String encoder, String method, String options) {
    Map<String, HostTensor> plain = compute(encoder, method, options, PLAIN);
    Map<String, HostTensor> quick = compute(encoder, method, options, Execution.DEFAULT);

    assertThat(quick.keySet()).isEqualTo(plain.keySet()).hasSizeGreaterThan(2);
    plain.forEach(
        (name, tensor) ->
            assertThat(quick.get(name).floats())
                .as(name)
                .doesNotContain(Float.NaN)
                .containsExactly(tensor.floats(), TOLERANCE));
  }

  /** Logits of evaluation and of training, and the gradients of all trainable tensors. */
  private Map<String, HostTensor> compute(
      String encoder, String method, String options, Execution execution) {
    Backbone backbone = backbone(encoder, execution);
    Map<String, String> chosen = TinyModel.options(options);
    Tuning tuning = TinyModel.tuning(backbone, manager, method, chosen, artifact(backbone, chosen));
    Batch batch = new Batch(images(), manager.create(new long[] {0, 1, 2}));
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    Torch.withoutGradients(() -> computed.put("logits", host(tuning.logits(batch.images()))));
    Torch.seed(1);
    tuning.setTraining(true);
    NDArray logits = Torch.withGradients(true, () -> tuning.logits(batch.images()));
    Torch.backward(Torch.withGradients(true, () -> Losses.crossEntropy(logits, batch.labels())));
    computed.put("logits in training", host(logits));
    tuning.trainable().forEach((name, tensor) -> computed.put(name, host(tensor.getGradient())));
    return computed;
  }

  private Backbone backbone(String encoder, Execution execution) {
    Model model = model(encoder);
    Initial initial = new Initial(1);
    Map<String, NDArray> weights = new LinkedHashMap<>();
    model
        .architecture()
        .weights()
        .forEach(
            (name, shape) ->
                weights.put(
                    name, manager.create(initial.normal(name, (int) shape.size(), 0.2), shape)));
    return model.over(weights, execution);
  }

  private static Model model(String encoder) {
    VitConfig vit = new VitConfig(SIDE, 4, 16, 3, 2, 32);
    return switch (encoder) {
      case "vit" -> vit;
      case "fine-vit" -> new VitConfig(SIDE, 2, 16, 3, 2, 32); // enough tokens for the kernel
      case "mae" -> vit.with(Pretraining.MAE);
      case "moco" -> vit.with(Pretraining.MOCO);
      case "swin" ->
          new SwinConfig(SIDE, 2, 8, ImmutableList.of(2, 2), ImmutableList.of(2, 4), 4, 2);
      default -> throw new IllegalArgumentException(encoder);
    };
  }

  private NDArray images() {
    Shape shape = new Shape(3, 3, SIDE, SIDE);
    return manager.create(new Initial(2).normal("images", (int) shape.size(), 1), shape);
  }

  /** What an unpruned trial leaves, if these options read it. */
  private Map<String, HostTensor> artifact(Backbone backbone, Map<String, String> options) {
    if (!options.containsKey("prune-from")) {
      return Map.of();
    }
    Map<String, String> unpruned = new LinkedHashMap<>(options);
    unpruned.keySet().removeIf(option -> option.startsWith("prune"));
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", unpruned, Map.of());
    Batch batch = new Batch(images(), manager.create(new long[] {0, 1, 2}));
    return first.artifact(work -> work.accept(batch));
  }

  private static HostTensor host(NDArray array) {
    return Tensors.toHost(array);
  }
}
