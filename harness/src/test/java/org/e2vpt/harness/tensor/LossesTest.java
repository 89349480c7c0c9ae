package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On logits whose softmax is simple: (ln 1, ln 2, ln 5) → (1, 2, 5)/8 and (0, 0, 0) → (1, 1, 1)/3.
 */
@ExtendWith(EngineExtension.class)
class LossesTest {

  private NDArray logits;
  private NDArray labels;

  LossesTest(NDManager manager) {
    logits =
        manager.create(new float[][] {{0, (float) Math.log(2), (float) Math.log(5)}, {0, 0, 0}});
    labels = manager.create(new long[] {2, 0});
  }

  @Test
  void crossEntropyIsTheMeanNegativeLogProbabilityOfTheLabels() {
    float loss = Losses.crossEntropy(logits, labels).getFloat();

    assertThat(loss).isCloseTo((float) -(Math.log(5 / 8.0) + Math.log(1 / 3.0)) / 2, within(1e-6f));
  }

  @Test
  void crossEntropyDoesNotDependOnAConstantThatAllLogitsShare() {
    float loss = Losses.crossEntropy(logits.add(1000), labels).getFloat();

    assertThat(loss).isCloseTo(Losses.crossEntropy(logits, labels).getFloat(), within(1e-4f));
  }

  @Test
  void theGradientIsProbabilityMinusLabelOverTheBatch() {
    logits.setRequiresGradient(true);

    Torch.withGradients(
        true,
        () -> {
          Torch.backward(Losses.crossEntropy(logits, labels));
          return null;
        });

    float[] expected = {1 / 16f, 2 / 16f, -3 / 16f, -2 / 6f, 1 / 6f, 1 / 6f};
    assertThat(logits.getGradient().toFloatArray()).containsExactly(expected, within(1e-6f));
  }

  @Test
  void smoothingMovesAShareOfTheLabelToAllClasses() {
    float loss = Losses.smoothedCrossEntropy(logits, labels, 0.3).getFloat();

    // Label weights are 0.7 + 0.3/3 for the class and 0.3/3 for each other one.
    double first = -(0.1 * Math.log(1 / 8.0) + 0.1 * Math.log(2 / 8.0) + 0.8 * Math.log(5 / 8.0));
    double second = -Math.log(1 / 3.0);
    assertThat(loss).isCloseTo((float) (first + second) / 2, within(1e-6f));
  }

  @Test
  void noSmoothingIsCrossEntropy() {
    assertThat(Losses.smoothedCrossEntropy(logits, labels, 0).getFloat())
        .isEqualTo(Losses.crossEntropy(logits, labels).getFloat());
  }
}
