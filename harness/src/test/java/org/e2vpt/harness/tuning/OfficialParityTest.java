package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Optimizer;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.tuning.PromptMask.Layout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logits, loss, gradients and three optimiser steps against the official implementation. */
@ExtendWith(EngineExtension.class)
class OfficialParityTest {

  private final NDManager manager;

  OfficialParityTest(NDManager manager) {
    this.manager = manager;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "vit_linear, linear, SGD, ''",
    "vit_full_sgd, full, SGD, 'dropout=0'",
    "vit_full_adamw, full, ADAMW, 'dropout=0'",
    "vit_vpt_deep, vpt-deep, SGD, 'visual=6 prompt-dropout=0'",
    "vit_e2vpt_before, e2vpt, SGD, 'visual=10 kv=3 prompt-dropout=0'",
    "vit_e2vpt_after, e2vpt, SGD, 'visual=10 kv=3 kv-place=after prompt-dropout=0'",
    "vit_e2vpt_maskphase, e2vpt, SGD, 'visual=10 kv=3 prompt-dropout=0'",
    "vit_e2vpt_rewind_t4_p6, e2vpt, SGD, 'visual=10 kv=3 prompt-dropout=0'",
  })
  void trainsAsTheOfficialImplementation(
      String file, String method, OptimizerKind optimizer, String options) {
    OfficialFixture fixture = new OfficialFixture(file);
    Map<String, HostTensor> input = OfficialFixture.load("input_vit_32");
    NDArray images = Tensors.toDevice(manager, input.get("input"));
    NDArray labels = manager.create(input.get("target").longs());
    Tuning tuning = OfficialFixture.tuning(manager, method, options);
    Map<String, NDArray> trainable = new LinkedHashMap<>(tuning.trainable());
    Map<String, HostTensor> initial = fixture.section("init");
    useMasks(tuning, initial, fixture.section("grad").containsKey("mask.tokens"), trainable);
    initial.forEach((name, values) -> OfficialFixture.assign(trainable, name, values));

    tuning.setTraining(false);
    NDArray features = Torch.withGradients(false, () -> tuning.features(images));
    NDArray logits = Torch.withGradients(false, () -> tuning.classify(features));
    assertClose("features", features, fixture.get("feature_eval"), 5e-5);
    assertClose("logits", logits, fixture.get("logits_eval"), 5e-5);

    tuning.setTraining(true);
    Recipe recipe = new Recipe(optimizer, 256 * fixture.get("lr").element(0), 0.01, 2, 0, 1);
    Optimizer steps = Optimizer.of(recipe, trainable, manager);
    for (int step = 0; step < 3; step++) {
      NDArray loss =
          Torch.withGradients(true, () -> Losses.crossEntropy(tuning.logits(images), labels));
      Torch.backward(loss);
      assertThat((double) loss.getFloat())
          .as("loss of step %d", step + 1)
          .isCloseTo(fixture.get("losses").element(step), tolerance(1e-4));
      if (step == 0) {
        assertSameTensors("gradient of ", gradients(trainable), fixture.section("grad"), 1e-4);
      }
      steps.step(recipe.learningRate());
    }
    assertSameTensors("after 3 steps, ", trainable, fixture.section("after3"), 1e-3);
  }

  /** The released code's masks: one for all blocks, strided, trained in its first stage. */
  private void useMasks(
      Tuning tuning,
      Map<String, HostTensor> initial,
      boolean trained,
      Map<String, NDArray> trainable) {
    HostTensor tokens = initial.remove("mask.tokens");
    HostTensor segments = initial.remove("mask.segments");
    if (tokens == null || segments == null) {
      return;
    }
    PromptMask mask =
        new PromptMask(
            Tensors.toDevice(manager, tokens), Tensors.toDevice(manager, segments), Layout.STRIDED);
    ((E2vpt) tuning).setMask(mask);
    if (trained) {
      mask.tokens().setRequiresGradient(true);
      mask.segments().setRequiresGradient(true);
      trainable.put("mask.tokens", mask.tokens());
      trainable.put("mask.segments", mask.segments());
    }
  }

  private static Map<String, NDArray> gradients(Map<String, NDArray> trainable) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    trainable.forEach((name, parameter) -> gradients.put(name, parameter.getGradient()));
    return gradients;
  }

  private static void assertSameTensors(
      String what, Map<String, NDArray> actual, Map<String, HostTensor> expected, double relative) {
    assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    actual.forEach(
        (name, array) -> {
          HostTensor reference = expected.get(name);
          double largest = 0;
          for (float value : reference.floats()) {
            largest = Math.max(largest, Math.abs(value));
          }
          // Gradients of token masks nearly cancel, and those of key biases are 0 but for rounding
          // (softmax does not see a shift of all its keys): both are compared absolutely.
          double floor = name.equals("mask.tokens") ? 1e-5 : 1e-6;
          double tolerance = Math.max(floor, relative * largest);
          assertClose(what + name, array, reference, tolerance);
        });
  }

  private static void assertClose(
      String name, NDArray actual, HostTensor expected, double tolerance) {
    assertThat(actual.getShape().getShape()).as(name).isEqualTo(expected.shape());
    float[] values = actual.toFloatArray();
    float[] references = expected.floats();
    double error = 0;
    for (int i = 0; i < values.length; i++) {
      error = Math.max(error, Math.abs(values[i] - references[i]));
    }
    assertThat(error).as("largest error of %s", name).isLessThanOrEqualTo(tolerance);
  }

  private static Offset<Double> tolerance(double value) {
    return Offset.offset(value);
  }
}
