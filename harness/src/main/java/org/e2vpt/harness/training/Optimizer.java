package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * are copied once, and what changes from step to step once for all steps that are prepared. All
 * tensors are moved by one call.
 */
public abstract class Optimizer {

  private final List<Slot> slots;

  /** The same, by whether they are decayed. */
  private final ImmutableListMultimap<Boolean, Slot> slotsByDecay;

  private final NDManager manager;
  private int steps;

  /** (steps that are prepared · rows of {@link #factors}, recipes). */
  private NDArray factors;

  /** The place of the next step among them. */
  private int next;

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
  }

  /**
   * Updates {@code slots}.
   *
   * @param manager of what is made on the device
   */
  Optimizer(Collection<Slot> slots, NDManager manager) {
    this.slots = List.copyOf(slots);
    this.slotsByDecay = Multimaps.index(slots, slot -> slot.decays);
    this.manager = manager;
    this.factors = manager.zeros(new Shape(0, 1));
    slots.forEach(slot -> startGradient(slot.parameter));
  }

  /** A tensor that no backward pass has reached has no gradient; here it gets one, of zeros. */
  private static void startGradient(NDArray parameter) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray zero = parameter.getManager().zeros(new Shape());
      Torch.backward(Torch.withGradients(true, () -> parameter.mul(zero).sum()));
    }
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
    prepare(1, learningRate);
    step();
  }

  /**
   * Says how many steps come next at which rate: what they multiply by is copied to the device now.
   *
   * @param learningRates a rate for each recipe
   */
  final void prepare(int coming, double... learningRates) {
    double[][] rows =
        IntStream.rangeClosed(1, coming)
            .mapToObj(step -> factors(steps + step, learningRates))
            .flatMap(Arrays::stream)
            .toArray(double[][]::new);
    factors.close();
    factors = onDevice(manager, rows);
    next = 0;
  }

  /** The next of the steps that are prepared. */
  final void step() {
    slotsByDecay.asMap().forEach((decays, some) -> update(some, decays, factors, next));
    next++;
    steps++;
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
   * Moves tensors, and sets their gradients to zero.
   *
   * @param decays whether they are decayed
   * @param factors the rows of {@link #factors} of several steps, on the device
   * @param step which of these
   */
  abstract void update(Collection<Slot> slots, boolean decays, NDArray factors, long step);

  /** One tensor of each slot. */
  static NDList each(Collection<Slot> slots, Function<Slot, NDArray> tensor) {
    return slots.stream().map(tensor).collect(Collectors.toCollection(NDList::new));
  }

  /** Rows of equal length, copied to the device, as float32; no scope closes them. */
  static NDArray onDevice(NDManager manager, double[]... rows) {
    float[] rounded = new float[rows.length * rows[0].length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) rows[i / rows[0].length][i % rows[0].length];
    }
    NDArray copied = manager.create(rounded, new Shape(rows.length, rows[0].length));
    NDScope.unregister(copied);
    return copied;
  }
}
