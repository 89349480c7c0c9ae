package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.e2vpt.harness.tensor.Tensors;

/**
 * AdamW as the baselines' released code has it: β = (0.9, 0.999), ε = 1e-6, and the decay after the
 * step:
 *
 * <pre>
 * m ← 0.9 m + 0.1 g;  v ← 0.999 v + 0.001 g²
 * p ← p − lr √(1−0.999ᵗ)/(1−0.9ᵗ) · m / (√v + ε)
 * p ← p − lr λ p
 * </pre>
 *
 * Biases are not decayed.
 */
final class AdamW extends Optimizer {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-6;

  private final double[] weightDecays;
  private final NDArray meanKept;
  private final NDArray meanAdded;
  private final NDArray squareKept;
  private final NDArray squareAdded;
  private final NDArray epsilon;

  /**
   * Copies the constants to the device.
   *
   * @param weightDecays of each recipe
   */
  AdamW(List<Slot> slots, double[] weightDecays, NDManager manager) {
    super(slots, manager);
    this.weightDecays = weightDecays;
    this.meanKept = Tensors.scalar(manager, BETA1);
    this.meanAdded = Tensors.scalar(manager, 1 - BETA1);
    this.squareKept = Tensors.scalar(manager, BETA2);
    this.squareAdded = Tensors.scalar(manager, 1 - BETA2);
    this.epsilon = Tensors.scalar(manager, EPSILON);
  }

  /** The rates with the bias correction, and what the decay takes away. */
  @Override
  double[][] factors(int step, double[] learningRates) {
    double correction = Math.sqrt(1 - Math.pow(BETA2, step)) / (1 - Math.pow(BETA1, step));
    double[] rates = new double[learningRates.length];
    double[] decays = new double[learningRates.length];
    for (int i = 0; i < learningRates.length; i++) {
      rates[i] = learningRates[i] * correction;
      decays[i] = learningRates[i] * weightDecays[i];
    }
    return new double[][] {rates, decays};
  }

  @Override
  void update(Slot slot, NDArray gradient, NDList factors) {
    NDArray mean = slot.first;
    NDArray square = slot.second;
    mean.muli(meanKept).addi(gradient.mul(meanAdded));
    square.muli(squareKept).addi(gradient.square().muli(squareAdded));
    NDArray direction = mean.div(square.sqrt().addi(epsilon));
    slot.parameter.subi(direction.mul(slot.forParts(factors.get(0))));
    if (slot.decays) {
      slot.parameter.subi(slot.parameter.mul(slot.forParts(factors.get(1))));
    }
  }
}
