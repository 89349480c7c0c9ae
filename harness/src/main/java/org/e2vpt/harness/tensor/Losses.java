package org.e2vpt.harness.tensor;

import ai.djl.ndarray.NDArray;

/** Training losses. */
public final class Losses {

  private Losses() {}

  /**
   * Mean cross-entropy: −(1/B) Σ log softmax(logits)[label].
   *
   * @param logits (B, C)
   * @param labels (B), int64
   * @return a scalar
   */
  public static NDArray crossEntropy(NDArray logits, NDArray labels) {
    return logits.logSoftmax(-1).gather(labels.expandDims(1), 1).mean().neg();
  }

  /**
   * Mean cross-entropy against (1−s)·one-hot + s/C.
   *
   * @param smoothing s, in [0, 1)
   */
  public static NDArray smoothedCrossEntropy(NDArray logits, NDArray labels, double smoothing) {
    NDArray uniform = logits.logSoftmax(-1).mean().neg();
    // Floats, because a double would make the scalar float64.
    return crossEntropy(logits, labels)
        .mul((float) (1 - smoothing))
        .add(uniform.mul((float) smoothing));
  }
}
