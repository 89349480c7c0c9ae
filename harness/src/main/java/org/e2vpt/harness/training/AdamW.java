package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.e2vpt.harness.tensor.Kernels;
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
  private final NDList constants;

  /**
   * Copies the constants to the device.
   *
   * @param weightDecays of each recipe
   */
  AdamW(List<Slot> slots, double[] weightDecays, NDManager manager) {
    super(slots, manager);
    this.weightDecays = weightDecays;
    this.constants =
        DoubleStream.of(BETA1, 1 - BETA1, BETA2, 1 - BETA2, EPSILON)
            .mapToObj(constant -> Tensors.scalar(manager, constant))
            .collect(Collectors.toCollection(NDList::new));
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
  void update(Collection<Slot> slots, boolean decays, NDArray factors, long step) {
    Kernels.inPlace(
        "adamw",
        each(slots, slot -> slot.parameter),
        each(slots, slot -> slot.first),
        each(slots, slot -> slot.second),
        decays,
        constants,
        factors,
        step);
  }
}
