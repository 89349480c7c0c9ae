package org.e2vpt.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.util.List;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.SmallEncoders;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often a training step calls the attention kernel. The mini backbones have four blocks, in the
 * last of which only the class token has a query.
 */
@ExtendWith(EngineExtension.class)
class AttentionKernelTest {

  private static final String KERNEL = "aten::_scaled_dot_product_flash_attention_for_cpu";

  /** Nothing that an adapter trains comes before the first block's attention. */
  @ParameterizedTest
  @CsvSource({
    "mini-vit-64.cifar10, e2vpt, visual=4 kv=2 kv-place=before, 3, 3",
    "mini-vit-64.cifar10, vpt-deep, visual=4, 3, 3",
    "mini-vit-64.cifar10, adapter, reduction=8, 3, 2",
    "mini-vit-64.cifar10, full, dropout=0.1, 3, 3",
    "mini-vit.cifar10, e2vpt, visual=4 kv=2 kv-place=before, 0, 0",
    "mini-vit.cifar10, full, dropout=0.1, 0, 0",
  })
  void isUsedWhereThereAreEnoughTokens(
      String backbone, String method, String options, int forward, int backward, NDManager manager)
      throws IOException {
    for (Precision precision : new Precision[] {Precision.FP32, Precision.BF16}) {
      Backbone encoder =
          SmallEncoders.backbone(
              manager, Pretrained.model(backbone), new Execution(true, precision));
      Tuning tuning = SmallEncoders.tuning(encoder, manager, method, TinyModel.options(options));
      int side = encoder.architecture().image();
      NDArray images =
          manager.create(
              new Initial(2).normal("images", 3 * side * side, 1), new Shape(1, 3, side, side));
      NDArray labels = manager.create(new long[] {0});
      tuning.setTraining(true);

      Products.startTrace();
      NDArray logits = Torch.withGradients(true, () -> tuning.logits(images));
      Torch.backward(Torch.withGradients(true, () -> Losses.crossEntropy(logits, labels)));
      List<String> names =
          Streams.stream(Products.endTrace())
              .map(event -> event.getAsJsonObject().get("name").getAsString())
              .toList();

      assertThat(names).filteredOn(KERNEL::equals).as("%s", precision).hasSize(forward);
      assertThat(names).filteredOn((KERNEL + "_backward")::equals).hasSize(backward);
    }
  }
}
