package org.e2vpt.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.SmallEncoders;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.e2vpt.harness.tuning.TuningMethods;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The products that are counted from shapes are those that the engine says it computed. */
@ExtendWith(EngineExtension.class)
class ExecutedFlopsTest {

  private static final int IMAGES = 3;

  private static final Percentage WITHIN = Percentage.withPercentage(1e-6);

  private final NDManager manager;

  ExecutedFlopsTest(NDManager manager) {
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
    "swin, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4",
    "swin, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4 pruned-tokens=zeroed",
    "swin, e2vpt, visual=6 segments=4 prune-from=x prune-tokens=4 pruned-tokens=zeroed swin-pruning=first-block",
    "vit, vpt-deep, visual=5",
    "vit, vpt-shallow, visual=5",
    "vit, vfpt, visual=5",
    "vit, vfpt, visual=5 dropout-mode=inactive",
    "vit, vfpt, visual=5 fourier-axes=hidden fourier-blocks=odd",
    "vit, vfpt, visual=5 fourier-axes=sequence fourier-place=append",
    "vit, vfpt, visual=5 deep=false",
    "mae, vfpt, visual=5 fourier-percentage=100",
    "swin, vfpt, visual=5 dropout-mode=inactive",
    "vit, full, dropout=0",
    "vit, full, dropout=0.1",
    "vit, partial-1, ''",
    "vit, bias, ''",
    "vit, adapter, reduction=4",
    "vit, linear, ''",
    "mae, full, ''",
    "mae, bias, ''",
    "mae, adapter, reduction=2",
    "mae, partial-1, ''",
    "mae, e2vpt, visual=4 kv=2 segments=4",
    "mae, vpt-deep, visual=5",
    "mae, vpt-shallow, visual=5",
    "moco, e2vpt, visual=4 kv=2 segments=4",
    "moco, partial-1, ''",
    "moco, full, ''",
    "moco, vpt-shallow, visual=5",
    "swin, e2vpt, visual=4 kv=2 segments=4",
    "swin, e2vpt, visual=4 kv=2 segments=4 prompt-dropout=0.5 swin-windows=mixed",
    "swin, vpt-deep, visual=5",
    "swin, vpt-deep, visual=5 prompt-dropout=0",
    "swin, vpt-shallow, visual=5",
    "swin, bias, ''",
    "swin, adapter, reduction=2",
    "swin, partial-1, ''",
    "swin, linear, ''",
    "swin, full, drop-path=0",
  })
  void areThoseOfTheTrace(String encoder, String method, String options) throws IOException {
    for (boolean shortcuts : new boolean[] {true, false}) {
      Backbone backbone =
          SmallEncoders.backbone(manager, encoder, new Execution(shortcuts, Precision.FP32));
      Map<String, String> chosen = TinyModel.options(options);
      Tuning tuning = SmallEncoders.tuning(backbone, manager, method, chosen);
      Batch batch = SmallEncoders.batch(manager);
      Architecture architecture = backbone.architecture();
      Flops evaluation =
          TuningMethods.get(method).flops(architecture, chosen, shortcuts, IMAGES, false);
      Flops training =
          TuningMethods.get(method).flops(architecture, chosen, shortcuts, IMAGES, true);
      double head = 2.0 * architecture.featureWidth() * TinyModel.CLASSES;
      boolean live = training.backward() > 0;

      assertThat(evaluated(tuning, batch) / IMAGES)
          .as("evaluation, shortcuts %s", shortcuts)
          .isCloseTo(evaluation.before() + evaluation.last() + head, WITHIN);
      assertThat(trained(tuning, batch) / IMAGES)
          .as("training, shortcuts %s", shortcuts)
          .isCloseTo(
              training.before()
                  + training.last()
                  + training.backward()
                  - convolution(training, tuning)
                  + head * (live ? 3 : 2),
              WITHIN);
    }
  }

  /** The trace has no products for the gradient of the convolution that makes patches. */
  private static double convolution(Flops training, Tuning tuning) {
    return tuning.trainable().containsKey("backbone.patches.weight") ? training.embedding() : 0;
  }

  private static double evaluated(Tuning tuning, Batch batch) throws IOException {
    tuning.setTraining(false);
    Products.startTrace();
    Torch.withoutGradients(() -> tuning.logits(batch.images()).close());
    return Products.stopTrace().operations();
  }

  private static double trained(Tuning tuning, Batch batch) throws IOException {
    tuning.setTraining(true);
    Products.startTrace();
    NDArray logits = Torch.withGradients(true, () -> tuning.logits(batch.images()));
    Torch.backward(Torch.withGradients(true, () -> Losses.crossEntropy(logits, batch.labels())));
    return Products.stopTrace().operations();
  }
}
