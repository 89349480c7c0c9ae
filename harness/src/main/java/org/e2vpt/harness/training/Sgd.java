package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Collection;
import java.util.List;
import org.e2vpt.harness.tensor.Kernels;
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
  private final NDArray weightDecays; // (1, recipes)

  /**
   * Copies the constants to the device.
   *
   * @param weightDecays of each recipe
   */
  Sgd(List<Slot> slots, double[] weightDecays, NDManager manager) {
    super(slots, manager);
    this.kept = Tensors.scalar(manager, MOMENTUM);
    this.weightDecays = onDevice(manager, weightDecays);
  }

  @Override
  double[][] factors(int step, double[] learningRates) {
    return new double[][] {learningRates};
  }

  @Override
  void update(Collection<Slot> slots, boolean decays, NDArray factors, long step) {
    Kernels.inPlace(
        "sgd",
        each(slots, slot -> slot.parameter),
        each(slots, slot -> slot.first),
        decays,
        kept,
        weightDecays,
        factors,
        step);
  }
}
