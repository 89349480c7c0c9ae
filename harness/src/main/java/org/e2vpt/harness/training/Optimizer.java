package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Head;

/**
 * An update rule over a fixed set of trainable tensors.
 *
 * <p>DJL's own optimisers are not PyTorch's: its SGD folds the learning rate into the momentum,
 * which differs as soon as the rate changes.
 */
public abstract class Optimizer {

  private final List<Slot> slots;

  /** A trainable tensor with its state, all zeros at first. */
  static final class Slot {
    final NDArray parameter;
    final double[] weightDecay;
    final NDArray first;
    final NDArray second;

    Slot(NDArray parameter, double[] weightDecay, NDManager manager, boolean needsSecond) {
      this.parameter = parameter;
      this.weightDecay = weightDecay;
      this.first = manager.zeros(parameter.getShape());
      this.second = needsSecond ? manager.zeros(parameter.getShape()) : first;
    }

    boolean decays() {
      return Arrays.stream(weightDecay).anyMatch(decay -> decay != 0);
    }
  }

  Optimizer(Collection<Slot> slots) {
    this.slots = List.copyOf(slots);
  }

  /** The rule that the recipe names, for tensors by name; its state lives in {@code manager}. */
  public static Optimizer of(Recipe recipe, Map<String, NDArray> trainable, NDManager manager) {
    return of(List.of(recipe), trainable, manager);
  }

  /**
   * The rule that the recipes name, for tensors whose first axis has a part for each of them, or
   * for whole tensors if there is only one.
   */
  static Optimizer of(List<Recipe> recipes, Map<String, NDArray> trainable, NDManager manager) {
    double[] decay = recipes.stream().mapToDouble(Recipe::weightDecay).toArray();
    return switch (recipes.get(0).optimizer()) {
      case SGD -> new Sgd(slots(trainable, Head.BIAS::equals, decay, manager, false));
      case ADAMW ->
          new AdamW(slots(trainable, name -> name.contains("bias"), decay, manager, true));
    };
  }

  private static List<Slot> slots(
      Map<String, NDArray> trainable,
      java.util.function.Predicate<String> exempt,
      double[] decay,
      NDManager manager,
      boolean needsSecond) {
    return trainable.entrySet().stream()
        .map(
            e ->
                new Slot(
                    e.getValue(),
                    exempt.test(e.getKey()) ? new double[decay.length] : decay,
                    manager,
                    needsSecond))
        .toList();
  }

  /** Moves every tensor along its gradient, then sets the gradients to zero. */
  public final void step(double learningRate) {
    step(new double[] {learningRate});
  }

  /** As {@link #step(double)}, with a rate for each recipe. */
  final void step(double[] learningRates) {
    Torch.withoutGradients(
        () -> {
          nextStep();
          for (Slot slot : slots) {
            NDArray gradient = slot.parameter.getGradient();
            update(slot, gradient, learningRates);
            gradient.subi(gradient);
          }
        });
  }

  /** Called once a step, before the tensors are updated. */
  void nextStep() {}

  abstract void update(Slot slot, NDArray gradient, double[] learningRates);

  /** The array times a factor, or times one for each part along its first axis. */
  static NDArray scaled(NDArray array, double[] factors) {
    if (factors.length == 1) {
      return array.mul(factors[0]);
    }
    long[] sizes = new long[array.getShape().dimension()];
    Arrays.fill(sizes, 1);
    sizes[0] = factors.length;
    float[] rounded = Floats.toArray(Doubles.asList(factors));
    return array.mul(array.getManager().create(rounded, new Shape(sizes)));
  }
}
