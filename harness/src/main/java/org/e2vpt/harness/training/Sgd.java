package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.e2vpt.harness.tensor.Tensors;

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

  private final NDArray kept;
  private final NDArray weightDecays;

  /**
   * Copies the constants to the device.
   *
   * @param weightDecays of each recipe
   */
  Sgd(List<Slot> slots, double[] weightDecays, NDManager manager) {
    super(slots, manager);
    this.kept = Tensors.scalar(manager, MOMENTUM);
    this.weightDecays = onDevice(manager, weightDecays).get(0);
  }

  @Override
  double[][] factors(int step, double[] learningRates) {
    return new double[][] {learningRates};
  }

  @Override
  void update(Slot slot, NDArray gradient, NDList factors) {
    NDArray momentum = slot.first;
    momentum.muli(kept).addi(gradient);
    if (slot.decays) {
      momentum.addi(slot.parameter.mul(slot.forParts(weightDecays)));
    }
    slot.parameter.subi(momentum.mul(slot.forParts(factors.get(0))));
  }
}
