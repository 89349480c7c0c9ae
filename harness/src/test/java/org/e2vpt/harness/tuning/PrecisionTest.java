package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.RandomVit;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.DeviceImages;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In bfloat16 a model computes nearly the same, and what is trained stays float32. */
@ExtendWith(EngineExtension.class)
class PrecisionTest {

  /** With enough tokens for the attention kernel. */
  private static final VitConfig CONFIG = new VitConfig(16, 2, 16, 3, 2, 32);

  private final NDManager manager;

  PrecisionTest(NDManager manager) {
    this.manager = manager;
  }

  @ParameterizedTest
  @CsvSource({
    "e2vpt, visual=4 kv=2 segments=4 prompt-dropout=0",
    "bias, ''",
    "partial-1, ''",
    "full, dropout=0"
  })
  void bfloat16ChangesEveryGradientALittle(String method, String options) {
    Map<String, NDArray> exact = gradients(method, options, Precision.FP32);
    Map<String, NDArray> rounded = gradients(method, options, Precision.BF16);

    double worst = 0;
    for (Map.Entry<String, NDArray> gradient : exact.entrySet()) {
      if (gradient.getKey().endsWith("key.bias")) {
        continue; // nothing but rounding: softmax does not see a shift of all keys
      }
      NDArray other = rounded.get(gradient.getKey());
      assertThat(other.getDataType()).isEqualTo(DataType.FLOAT32);
      double error = norm(other.sub(gradient.getValue())) / norm(gradient.getValue());
      assertThat(error).as(gradient.getKey()).isCloseTo(0, Offset.offset(0.05));
      worst = Math.max(worst, error);
    }
    assertThat(worst).isGreaterThan(1e-4);
  }

  /** Full drops a part of what lies between an MLP's layers, in whatever precision it is. */
  @Test
  void bfloat16TakesDropoutToo() {
    Map<String, NDArray> dropped = gradients("full", "dropout=0.5", Precision.BF16);

    dropped.forEach(
        (name, gradient) -> {
          assertThat(gradient.getDataType()).as(name).isEqualTo(DataType.FLOAT32);
          assertThat(norm(gradient)).as(name).isPositive().isFinite();
        });
  }

  private static double norm(NDArray array) {
    return Math.sqrt(array.mul(array).sum().getFloat());
  }

  private Map<String, NDArray> gradients(String method, String options, Precision precision) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    RandomVit.weights(CONFIG, 0)
        .forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
    Tuning tuning =
        TinyModel.tuning(
            CONFIG.over(weights, new Execution(true, precision)),
            manager,
            method,
            TinyModel.options(options),
            Map.of());
    tuning.setTraining(true);
    Batch batch = new DeviceImages(manager, TinyModel.images(6, 1), CONFIG.image()).all();
    Torch.backward(
        Torch.withGradients(
            true, () -> Losses.crossEntropy(tuning.logits(batch.images()), batch.labels())));
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    tuning.trainable().forEach((name, tensor) -> gradients.put(name, tensor.getGradient()));
    return gradients;
  }
}
