package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * {@code torch.optim.SGD} with momentum 0.9, no dampening, no Nesterov, coupled weight decay:
 *
 * <pre>
 * m ← 0.9 m + (g + λ p)
 * p ← p − lr m
 * </pre>
 *
 * The head's bias is not decayed.
 */
final class Sgd extends Optimizer {

  private static final double MOMENTUM = 0.9;

  Sgd(List<Slot> slots) {
    super(slots);
  }

  @Override
  void update(Slot slot, NDArray gradient, double[] learningRates) {
    NDArray momentum = slot.first;
    momentum.muli(MOMENTUM).addi(gradient);
    if (slot.decays()) {
      momentum.addi(scaled(slot.parameter, slot.weightDecay));
    }
    slot.parameter.subi(scaled(momentum, learningRates));
  }
}
