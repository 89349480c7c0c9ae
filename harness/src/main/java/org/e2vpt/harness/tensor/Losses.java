package org.e2vpt.harness.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

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
    NDManager manager = logits.getManager();
    NDArray uniform = logits.logSoftmax(-1).mean().neg();
    return crossEntropy(logits, labels)
        .mul(Tensors.scalar(manager, 1 - smoothing))
        .add(uniform.mul(Tensors.scalar(manager, smoothing)));
  }
}
