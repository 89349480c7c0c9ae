package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;

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

  private int steps;

  AdamW(List<Slot> slots) {
    super(slots);
  }

  @Override
  void nextStep() {
    steps++;
  }

  @Override
  void update(Slot slot, NDArray gradient, double[] learningRates) {
    NDArray mean = slot.first;
    NDArray square = slot.second;
    mean.muli(BETA1).addi(gradient.mul(1 - BETA1));
    square.muli(BETA2).addi(gradient.square().muli(1 - BETA2));
    double correction = Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
    double[] rates = Arrays.stream(learningRates).map(rate -> rate * correction).toArray();
    slot.parameter.subi(scaled(mean.div(square.sqrt().addi(EPSILON)), rates));
    if (slot.decays()) {
      double[] decays = new double[learningRates.length];
      Arrays.setAll(decays, i -> learningRates[i] * slot.weightDecay[i]);
      slot.parameter.subi(scaled(slot.parameter, decays));
    }
  }
}
