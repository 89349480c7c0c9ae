package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Head;

/**
 * An update rule over a fixed set of trainable tensors.
 *
 * <p>DJL's own optimisers are not PyTorch's: its SGD folds the learning rate into the momentum,
 * which differs as soon as the rate changes.
 *
 * <p>Numbers are on the device before they are needed: DJL's {@code array.mul(number)} copies the
 * number there, and the copy waits until the device has done all that it was told before. Constants
 * are copied once, and what changes from step to step in one array for all tensors.
 */
public abstract class Optimizer {

  private final List<Slot> slots;
  private final NDManager manager;
  private int steps;

  /** A trainable tensor with its state, all zeros at first. */
  static final class Slot {
    final String name;
    final NDArray parameter;
    final boolean decays;
    final NDArray first;
    final NDArray second;

    Slot(String name, NDArray parameter, boolean decays, NDManager manager, boolean needsSecond) {
      this.name = name;
      this.parameter = parameter;
      this.decays = decays;
      this.first = manager.zeros(parameter.getShape());
      this.second = needsSecond ? manager.zeros(parameter.getShape()) : first;
    }

    /** A number for each recipe, as a view that multiplies this tensor's part of each. */
    NDArray forParts(NDArray numbers) {
      long recipes = numbers.size();
      if (recipes == 1) {
        return numbers.reshape(new Shape());
      }
      long[] sizes = new long[parameter.getShape().dimension()];
      Arrays.fill(sizes, 1);
      sizes[0] = recipes;
      return numbers.reshape(new Shape(sizes));
    }
  }

  /**
   * Updates {@code slots}.
   *
   * @param manager of what is made on the device in each step
   */
  Optimizer(Collection<Slot> slots, NDManager manager) {
    this.slots = List.copyOf(slots);
    this.manager = manager;
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
      case SGD ->
          new Sgd(slots(trainable, Head.BIAS::equals, decay, manager, false), decay, manager);
      case ADAMW ->
          new AdamW(
              slots(trainable, name -> name.contains("bias"), decay, manager, true),
              decay,
              manager);
    };
  }

  private static List<Slot> slots(
      Map<String, NDArray> trainable,
      java.util.function.Predicate<String> exempt,
      double[] decay,
      NDManager manager,
      boolean needsSecond) {
    boolean any = Arrays.stream(decay).anyMatch(each -> each != 0);
    return trainable.entrySet().stream()
        .map(
            e ->
                new Slot(
                    e.getKey(),
                    e.getValue(),
                    any && !exempt.test(e.getKey()),
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
    steps++;
    Torch.withoutGradients(
        () -> {
          NDList factors = onDevice(manager, factors(steps, learningRates));
          for (Slot slot : slots) {
            NDArray gradient = slot.parameter.getGradient();
            update(slot, gradient, factors);
            gradient.subi(gradient);
          }
        });
  }

  /** Its tensors by name, which are changed in place: running means of gradients. */
  final Map<String, NDArray> state() {
    Map<String, NDArray> state = new LinkedHashMap<>();
    for (Slot slot : slots) {
      state.put("moment1." + slot.name, slot.first);
      if (slot.second != slot.first) {
        state.put("moment2." + slot.name, slot.second);
      }
    }
    return state;
  }

  /** Says that its {@link #state} is that behind so many steps. */
  final void continueAfter(int earlierSteps) {
    steps = earlierSteps;
  }

  /**
   * Called once a step: what the step's updates multiply by.
   *
   * @param step counted from 1
   * @return rows of a number for each recipe
   */
  abstract double[][] factors(int step, double[] learningRates);

  /**
   * Moves one tensor.
   *
   * @param factors the rows of {@link #factors}, on the device
   */
  abstract void update(Slot slot, NDArray gradient, NDList factors);

  /** Rows of equal length, copied to the device in one array, as float32. */
  static NDList onDevice(NDManager manager, double[]... rows) {
    float[] rounded = new float[rows.length * rows[0].length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    NDArray all = manager.create(rounded, new Shape(rows.length, rows[0].length));
    return all.split(rows.length);
  }
}
