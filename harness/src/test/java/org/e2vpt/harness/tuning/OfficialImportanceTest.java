package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.PromptMask.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gradients of masks against the official implementation, on a state that looks like one in the
 * middle of its pipeline: one real-valued mask for all blocks, strided segments, batches of 4, 4,
 * 3.
 */
@ExtendWith(EngineExtension.class)
class OfficialImportanceTest {

  private static final int BATCHES = 3;

  private final NDManager manager;
  private final OfficialFixture fixture = new OfficialFixture("vit_importance_R16");

  OfficialImportanceTest(NDManager manager) {
    this.manager = manager;
  }

  @Test
  void agreeInTheirSignedMeanAndInTheirMeanMagnitudeOverBatches() {
    E2vpt tuning = (E2vpt) OfficialFixture.tuning(manager, "e2vpt", "visual=10 kv=3");
    Map<String, HostTensor> state = fixture.section("state");
    NDArray tokens = mask(state.remove("mask.tokens"));
    NDArray segments = mask(state.remove("mask.segments"));
    state.forEach((name, values) -> OfficialFixture.assign(tuning.trainable(), name, values));
    tuning.setMask(new PromptMask(tokens, segments, Layout.STRIDED));
    double[] tokenSums = new double[10];
    double[] tokenMagnitudes = new double[10];
    double[] segmentSums = new double[10 * 16];
    for (int batch = 0; batch < BATCHES; batch++) {
      NDArray images = Tensors.toDevice(manager, fixture.get("batch" + batch + "/input"));
      NDArray labels = manager.create(fixture.get("batch" + batch + "/target").longs());
      Torch.backward(
          Torch.withGradients(true, () -> Losses.crossEntropy(tuning.logits(images), labels)));
      float[] ofTokens = takeGradient(tokens);
      float[] ofSegments = takeGradient(segments);
      for (int i = 0; i < ofTokens.length; i++) {
        tokenSums[i] += ofTokens[i];
        tokenMagnitudes[i] += Math.abs(ofTokens[i]);
      }
      for (int i = 0; i < ofSegments.length; i++) {
        segmentSums[i] += ofSegments[i];
      }
    }

    // Gradients of token masks nearly cancel: see the parity test.
    assertMeans("importance_token", tokenSums, 1e-5);
    assertMeans("paper_importance_token_mean_abs_over_batches", tokenMagnitudes, 1e-5);
    assertMeans("importance_piece", segmentSums, 1e-5);
  }

  private NDArray mask(HostTensor values) {
    NDArray mask = Tensors.toDevice(manager, values);
    mask.setRequiresGradient(true);
    return mask;
  }

  private static float[] takeGradient(NDArray mask) {
    NDArray gradient = mask.getGradient();
    float[] values = gradient.toFloatArray();
    gradient.subi(gradient);
    return values;
  }

  private void assertMeans(String name, double[] sums, double tolerance) {
    HostTensor official = fixture.get(name);
    assertThat(official.elements()).isEqualTo(sums.length);
    for (int i = 0; i < sums.length; i++) {
      assertThat(Math.abs(sums[i] / BATCHES - official.element(i)))
          .as("error of %s[%d] = %s", name, i, official.element(i))
          .isLessThan(tolerance);
    }
  }
}
