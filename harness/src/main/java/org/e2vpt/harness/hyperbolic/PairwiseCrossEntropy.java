package org.e2vpt.harness.hyperbolic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.e2vpt.harness.tensor.Tensors;

/**
 * The loss of the cited work, in closed form. A batch has m samples of each of N classes. For every
 * ordered pair (i, j) of different samples, each class a is to be found by its j-th sample among
 * the j-th samples of all classes and the i-th samples of all others:
 *
 * <pre>
 * Σ_{i≠j} 1/N Σ_a −ln( e(aᵢ, aⱼ) / ( Σ_b e(aᵢ, bⱼ) + Σ_{b≠a} e(aᵢ, bᵢ) ) ),   e(x, y) = exp(−d(x, y)/τ)
 * </pre>
 */
final class PairwiseCrossEntropy {

  private PairwiseCrossEntropy() {}

  /**
   * The loss.
   *
   * @param distances (N·m, N·m), the samples of a class one after the other; at most about 80 τ, so
   *     that no e vanishes
   * @param temperature τ
   * @return a scalar
   */
  static NDArray of(NDArray distances, int classes, int samples, double temperature) {
    NDManager manager = distances.getManager();
    Shape byClass = new Shape(classes, samples, classes, samples); // a, i, b, j
    NDArray others = ones(manager, classes * samples).sub(manager.eye(classes * samples));
    NDArray logits = distances.mul(Tensors.scalar(manager, -1 / temperature));
    NDArray weights = logits.exp().mul(others).reshape(byClass).sum(new int[] {2}); // a, i, j
    NDArray same = manager.eye(samples); // i = j
    NDArray ofSameSample = weights.mul(same).sum(new int[] {2}, true); // a, i, 1
    NDArray ownClass = manager.eye(classes).reshape(classes, 1, classes, 1); // a = b
    NDArray found = logits.reshape(byClass).mul(ownClass).sum(new int[] {2}); // a, i, j
    NDArray losses = weights.add(ofSameSample).log().sub(found);
    NDArray pairs = ones(manager, samples).sub(same); // i ≠ j
    return losses.mul(pairs).sum().mul(Tensors.scalar(manager, 1.0 / classes));
  }

  private static NDArray ones(NDManager manager, int size) {
    return manager.ones(new Shape(size, size));
  }
}
