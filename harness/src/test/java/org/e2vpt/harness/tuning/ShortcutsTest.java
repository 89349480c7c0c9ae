package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
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
    "vit, vfpt, visual=5",
    "mae, vfpt, visual=5 fourier-place=append",
    "moco, vfpt, visual=5 deep=false",
    "swin, vfpt, visual=5 dropout-mode=inactive",
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
    Backbone backbone = SmallEncoders.backbone(manager, encoder, execution);
    Map<String, String> chosen = TinyModel.options(options);
    Tuning tuning = SmallEncoders.tuning(backbone, manager, method, chosen);
    Batch batch = SmallEncoders.batch(manager);
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

  private static HostTensor host(NDArray array) {
    return Tensors.toHost(array);
  }
}
