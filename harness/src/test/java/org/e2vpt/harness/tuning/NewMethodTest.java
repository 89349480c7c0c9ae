package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.backbone.Hooks;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.training.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adds a method as CONTRIBUTING.md says. */
@ExtendWith(EngineExtension.class)
class NewMethodTest {

  private static final Path SOURCES = Path.of("src/test/java/org/e2vpt/harness/tuning");

  private static final Method<?> METHOD =
      Method.of("scale-shift", ScaleShiftOptions.class, ScaleShift::new);

  private final NDManager manager;
  private final Backbone backbone;

  NewMethodTest(NDManager manager) {
    this.manager = manager;
    this.backbone = TinyModel.backbone(manager);
  }

  @Test
  void isTrainedAndCountedLikeTheOthers() {
    Tuning tuning = scaleShift(Map.of());
    long encoder = backbone.architecture().size();
    int head = 3 * 16 + 3;
    int ofBlocks = 2 * 2 * 16;

    assertThat(tuning.count())
        .isEqualTo(new Count(ofBlocks + head, ofBlocks + head, encoder + ofBlocks + head));

    ImageSet images = TinyModel.images(60, 1);
    Trainer trainer = new Trainer(tuning, manager);
    Recipe recipe = new Recipe(OptimizerKind.SGD, 1, 0.0001, 20, 2, 16, Warmup.FROM_FIRST_STEP);
    trainer.train(images, recipe, 1, (epoch, rate, loss, speed) -> {});

    assertThat(trainer.accuracy(images)).isGreaterThan(90);
  }

  @Test
  void startsAsTheEncoderItself() {
    ImageSet images = TinyModel.images(5, 1);
    Tuning linear = TinyModel.tuning(backbone, manager, "linear", Map.of(), Map.of());

    new Trainer(linear, manager)
        .forEachBatch(
            images,
            5,
            batch ->
                assertThat(scaleShift(Map.of()).logits(batch.images()).toFloatArray())
                    .isEqualTo(linear.logits(batch.images()).toFloatArray()));
  }

  @Test
  void isKnownWithoutAnEngine() {
    Architecture architecture = backbone.architecture();

    assertThat(METHOD.options(architecture, OptionKind.SETTING)).containsExactly("start");
    assertThat(METHOD.options(architecture, OptionKind.CHOICE)).isEmpty();
    assertThat(METHOD.prefix(architecture)).isEqualTo(FrozenPrefix.EMBEDDING);
    assertThat(METHOD.trainsOnlyHead(architecture)).isFalse();
    Flops plain = Flops.of(architecture, new Flops.Step(Hooks.NONE, name -> false, true, 1, false));
    Flops image = METHOD.flops(architecture, Map.of(), true, 5, true);
    assertThat(image.forward()).isEqualTo(plain.forward());
    // back to the first block's MLP, whose output is scaled, through the second block
    assertThat(image.backward()).isBetween(plain.last() * 0.9, plain.last() * 1.1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ScaleShift.java", "ScaleShiftOptions.java"})
  void isPrintedInTheGuideAsItIs(String file) throws IOException {
    assertThat(Path.of("../CONTRIBUTING.md"))
        .content()
        .contains(Files.readString(SOURCES.resolve(file)))
        .contains("Method.of(\"scale-shift\", ScaleShiftOptions.class, ScaleShift::new)");
  }

  private Tuning scaleShift(Map<String, String> options) {
    return METHOD.apply(
        new Adaptation(
            backbone, TinyModel.CLASSES, options, new Initial(1), manager, id -> Map.of()));
  }
}
