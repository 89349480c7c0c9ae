package org.e2vpt.harness.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class VitTest {

  private static final VitConfig CONFIG = new VitConfig(8, 4, 16, 2, 2, 32);

  private final NDManager manager;

  VitTest(NDManager manager) {
    this.manager = manager;
  }

  @Test
  void hasAsManyParametersAsThePaperSays() {
    long parameters = Vit.shapes(VitConfig.B16).values().stream().mapToLong(Shape::size).sum();

    assertThat(parameters).isEqualTo(85_798_656);
  }

  @Test
  void acceptsOnlyImagesOfWholePatchesAndHeadsOfWholeWidths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VitConfig(30, 8, 96, 4, 3, 384))
        .withMessage("image 30 must be a multiple of patch 8, and width 96 of heads 3");
  }

  @Test
  void namesAMissingWeight() {
    Map<String, NDArray> weights = weights();
    weights.remove("blocks.1.mlp.fc1.bias");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Vit(CONFIG, weights))
        .withMessage("the encoder needs weight blocks.1.mlp.fc1.bias of shape (32), got none");
  }

  @Test
  void namesAMisshapenWeightWithBothShapes() {
    Map<String, NDArray> weights = weights();
    weights.put("positions", manager.zeros(new Shape(1, 17, 16)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Vit(CONFIG, weights))
        .withMessage("the encoder needs weight positions of shape (1, 5, 16), got (1, 17, 16)");
  }

  @Test
  void refusesAWeightThatItDoesNotHave() {
    Map<String, NDArray> weights = weights();
    weights.put("pre_logits.weight", manager.zeros(new Shape(16, 16)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Vit(CONFIG, weights))
        .withMessage("the encoder has no weight pre_logits.weight");
  }

  @Test
  void addsToTheTokensWhatTheHookMakesOfAnMlpsOutput() {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    RandomVit.weights(CONFIG, 1)
        .forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
    NDArray images = manager.ones(new Shape(2, 3, 8, 8));
    BlockHooks silent =
        new BlockHooks() {
          @Override
          public NDArray mlpOutput(NDArray output) {
            return output.mul(0);
          }
        };
    Hooks everywhere =
        new Hooks() {
          @Override
          public BlockHooks block(int index) {
            return silent;
          }
        };
    NDArray hooked = new Vit(CONFIG, weights).features(images, everywhere);

    weights.replaceAll((name, weight) -> name.contains("mlp.fc2") ? weight.mul(0) : weight);
    NDArray without = new Vit(CONFIG, weights).features(images, Hooks.NONE);

    assertThat(hooked.toFloatArray()).isEqualTo(without.toFloatArray());
  }

  private Map<String, NDArray> weights() {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    Vit.shapes(CONFIG).forEach((name, shape) -> weights.put(name, manager.zeros(shape)));
    return weights;
  }
}
