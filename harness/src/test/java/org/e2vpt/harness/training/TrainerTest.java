package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import com.google.common.primitives.Floats;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineExtension.class)
class TrainerTest {

  private static final EpochListener SILENT = (epoch, rate, loss, speed) -> {};
  private static final ImageSet IMAGES = TinyModel.images(50, 3);

  private final NDManager manager;

  @TempDir Path folder;

  TrainerTest(NDManager manager) {
    this.manager = manager;
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "full", "vpt-deep", "e2vpt"})
  void givesTheSameBitsForTheSameSeed(String method) {
    Map<String, float[]> first = train(method, 7);
    Map<String, float[]> second = train(method, 7);
    Map<String, float[]> other = train(method, 8);

    first.forEach((name, values) -> assertThat(values).as(name).isEqualTo(second.get(name)));
    assertThat(first.get("head.weight")).isNotEqualTo(other.get("head.weight"));
  }

  private Map<String, float[]> train(String method, int seed) {
    Tuning tuning = TinyModel.tuning(manager, method, Map.of());
    Recipe recipe = new Recipe(OptimizerKind.SGD, 1, 0.001, 3, 1, 16, Warmup.FROM_ZERO);
    new Trainer(tuning, manager).train(IMAGES, recipe, seed, SILENT);
    Map<String, float[]> values = new LinkedHashMap<>();
    tuning.trainable().forEach((name, tensor) -> values.put(name, tensor.toFloatArray()));
    return values;
  }

  /** Between the forward and the backward pass, Java's collector must take nothing that is used. */
  @ParameterizedTest
  @ValueSource(strings = {"full", "vpt-deep", "e2vpt"})
  void givesTheSameGradientsWhateverTheGarbageCollectorDoes(String method) {
    Batch batch = new DeviceImages(manager, IMAGES, TinyModel.CONFIG.image()).all();
    Tuning quiet = TinyModel.tuning(manager, method, Map.of());
    Torch.backward(loss(quiet, batch));

    Tuning disturbed = TinyModel.tuning(manager, method, Map.of());
    NDArray loss = loss(disturbed, batch);
    List<ByteBuffer> junk = new ArrayList<>();
    for (int round = 0; round < 5; round++) {
      System.gc();
      for (int i = 0; i < 5000; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4 + i % 13);
        while (buffer.hasRemaining()) {
          buffer.put((byte) 0x41);
        }
        junk.add(buffer);
      }
    }
    Torch.backward(loss);

    assertThat(junk).hasSize(25_000);
    quiet
        .trainable()
        .forEach(
            (name, tensor) ->
                assertThat(disturbed.trainable().get(name).getGradient().toFloatArray())
                    .as(name)
                    .isEqualTo(tensor.getGradient().toFloatArray()));
  }

  private static NDArray loss(Tuning tuning, Batch batch) {
    return Torch.withGradients(
        true, () -> Losses.crossEntropy(tuning.logits(batch.images()), batch.labels()));
  }

  @ParameterizedTest
  @CsvSource({"linear, ''", "full, ''", "vpt-deep, visual=2", "e2vpt, visual=2 kv=1"})
  void learnsWhatTheImagesShow(String method, String options) {
    Tuning tuning = TinyModel.tuning(manager, method, TinyModel.options(options));
    Trainer trainer = new Trainer(tuning, manager);
    List<Double> losses = new ArrayList<>();

    trainer.train(
        IMAGES,
        new Recipe(OptimizerKind.SGD, 1, 0.0001, 20, 2, 16, Warmup.FROM_ZERO),
        1,
        (epoch, rate, loss, speed) -> losses.add(loss));

    assertThat(losses).hasSize(20);
    assertThat(losses.get(19)).isLessThan(losses.get(0) / 2);
    assertThat(trainer.accuracy(TinyModel.images(200, 4))).isGreaterThan(75); // chance is 33
  }

  @ParameterizedTest
  @CsvSource({
    "linear, ''",
    "mlp-3, ''",
    "partial-1, ''",
    "sidetune, 'side-channels=4-6-8-6-6'",
    "adapter, reduction=2",
    "vpt-shallow, visual=2",
    "vpt-deep, visual=2",
    "e2vpt, visual=2 kv=1",
    "full, ''"
  })
  void trainsBehindAFrozenPrefixAsOnImages(String method, String options) {
    ImageSet other = TinyModel.images(7, 4);
    LabelledImages images = IMAGES.followedBy(other);
    FrozenImages frozen =
        new FrozenImages(
            TinyModel.backbone(manager),
            manager,
            FeatureFiles.of(folder, new Splits(IMAGES, other, images, other), "tiny"));

    Map<String, float[]> once = trained(method, options, images, Optional.of(frozen));
    Map<String, float[]> always = trained(method, options, images, Optional.empty());

    always.forEach(
        (name, values) ->
            assertThat(once.get(name)).as(name).containsExactly(values, Offset.offset(1e-5f)));
  }

  private Map<String, float[]> trained(
      String method, String options, LabelledImages images, Optional<FrozenImages> frozen) {
    Tuning tuning = TinyModel.tuning(manager, method, TinyModel.options(options));
    Recipe recipe = new Recipe(OptimizerKind.SGD, 1, 0.001, 4, 1, 16, Warmup.FROM_ZERO);
    Trainer trainer = new Trainer(tuning, manager, Integer.MAX_VALUE, frozen);
    trainer.train(images, recipe, 5, SILENT);
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put("accuracy", new float[] {(float) trainer.accuracy(images)});
    tuning.trainable().forEach((name, tensor) -> values.put(name, tensor.toFloatArray()));
    tuning.untrained().forEach((name, tensor) -> values.put(name, tensor.toFloatArray()));
    return values;
  }

  /** Without dropout, and with nothing that reads the batch, only the order of sums differs. */
  @ParameterizedTest
  @CsvSource({
    "full, 8, 'dropout=0 drop-path=0'",
    "full, 3, 'dropout=0 drop-path=0'",
    "partial-1, 8, ''",
    "linear, 5, ''",
    "bias, 1, ''",
    "adapter, 5, ''",
    "sidetune, 8, 'side-channels=4-6-8-6-6'",
    "vpt-shallow, 8, 'prompt-dropout=0'",
    "vpt-deep, 8, 'prompt-dropout=0'",
    "e2vpt, 8, 'prompt-dropout=0'",
    "e2vpt, 3, 'prompt-dropout=0'"
  })
  void takesTheSameStepInMicroBatches(String method, int microBatch, String options) {
    Map<String, float[]> whole = afterOneStep(method, options, 16);
    Map<String, float[]> parts = afterOneStep(method, options, microBatch);

    // With SGD, no decay and rate 1, what a first step takes away is the gradient.
    whole.forEach(
        (name, values) ->
            assertThat(parts.get(name))
                .as(name)
                .containsExactly(values, Offset.offset(1e-6f * Math.max(1, largest(values)))));
  }

  private static float largest(float[] values) {
    return (float) Floats.asList(values).stream().mapToDouble(Math::abs).max().orElse(0);
  }

  private Map<String, float[]> afterOneStep(String method, String options, int microBatch) {
    Tuning tuning = TinyModel.tuning(manager, method, TinyModel.options(options));
    Recipe recipe = new Recipe(OptimizerKind.SGD, 16, 0, 1, 0, 16, Warmup.FROM_ZERO);
    assertThat(new Schedule(recipe).learningRate(0)).isEqualTo(1);
    new Trainer(tuning, manager, microBatch, Optional.empty())
        .train(TinyModel.images(16, 3), recipe, 5, SILENT);
    Map<String, float[]> values = new LinkedHashMap<>();
    tuning.trainable().forEach((name, tensor) -> values.put(name, tensor.toFloatArray()));
    return values;
  }

  @Test
  void splitsNoBatchThatTheHeadNormalises() {
    Tuning tuning = TinyModel.tuning(manager, "mlp-3", Map.of());
    Recipe recipe = new Recipe(OptimizerKind.SGD, 1, 0, 1, 0, 16, Warmup.FROM_ZERO);

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new Trainer(tuning, manager, 8, Optional.empty()).train(IMAGES, recipe, 1, SILENT))
        .withMessage(
            "cannot train in micro-batches of 8 images: the head has BatchNorm (MLP-3), which reads"
                + " the mean of a whole batch; use a device with more memory");
  }

  @Test
  void reportsALossThatLeavesTheRealNumbers() {
    Tuning tuning = TinyModel.tuning(manager, "vpt-deep", Map.of());
    Recipe recipe = new Recipe(OptimizerKind.SGD, 1e30, 0.01, 5, 0, 16, Warmup.FROM_ZERO);

    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> new Trainer(tuning, manager).train(IMAGES, recipe, 1, SILENT))
        .withMessageMatching("the loss became (NaN|Infinity) in epoch [12] at learning rate .*");
  }

  @Test
  void reportsAModelThatTheLastStepBroke() {
    Tuning tuning = TinyModel.tuning(manager, "linear", Map.of());
    NDArray weight = tuning.trainable().get("head.weight");
    Torch.withoutGradients(() -> weight.divi(0));

    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> new Trainer(tuning, manager).accuracy(IMAGES))
        .withMessage("the trained model's logits are not finite");
  }

  @Test
  void leavesTheFrozenWeightsUntouched() {
    Backbone backbone = TinyModel.backbone(manager);
    Map<String, float[]> before = new LinkedHashMap<>();
    backbone.weights().forEach((name, weight) -> before.put(name, weight.toFloatArray()));

    for (String method : List.of("linear", "full", "vpt-deep", "e2vpt")) {
      Tuning tuning = TinyModel.tuning(backbone, manager, method, Map.of(), Map.of());
      new Trainer(tuning, manager)
          .train(
              IMAGES,
              new Recipe(OptimizerKind.SGD, 1, 0.01, 2, 0, 16, Warmup.FROM_ZERO),
              1,
              SILENT);
    }

    backbone
        .weights()
        .forEach((name, weight) -> assertThat(weight.toFloatArray()).isEqualTo(before.get(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "full", "vpt-deep", "e2vpt"})
  void keepsTheNumberOfArraysFlatOver300Steps(String method) {
    Backbone backbone = TinyModel.backbone(manager);
    int ofBackbone = arrays(manager);
    NDManager ofTrial = Torch.manager("cpu");
    Tuning tuning = TinyModel.tuning(backbone, ofTrial, method, Map.of(), Map.of());
    Trainer trainer = new Trainer(tuning, ofTrial);
    List<Integer> arrays = new ArrayList<>();

    // 50 images in batches of 5 are 10 steps an epoch.
    trainer.train(
        IMAGES,
        new Recipe(OptimizerKind.SGD, 0.1, 0.001, 30, 1, 5, Warmup.FROM_ZERO),
        1,
        (epoch, rate, loss, speed) -> arrays.add(arrays(ofTrial) + arrays(manager)));
    trainer.accuracy(IMAGES);
    ofTrial.close();

    assertThat(arrays).hasSize(30).containsOnly(arrays.get(0));
    assertThat(arrays(manager)).as("left behind by the trial").isEqualTo(ofBackbone);
  }

  private static int arrays(NDManager manager) {
    return ((PtNDManager) manager).getManagedArrays().size();
  }
}
