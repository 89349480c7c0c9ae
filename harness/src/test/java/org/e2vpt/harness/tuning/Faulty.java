package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.e2vpt.harness.tensor.Torch;

/** Methods that train a head behind the encoder, with a fault that only a GPU shows. */
public final class Faulty {

  private static final ImmutableMap<String, Function<NDArray, NDArray>> FAULTS =
      ImmutableMap.of(
          "mixing-devices", Faulty::timesOnesOfTheCpu,
          "reading-in-a-step", Faulty::timesItsOwnSum);

  private Faulty() {}

  /** Whether there is a method of this id. */
  public static boolean has(String id) {
    return FAULTS.containsKey(id);
  }

  /** The method of this id. */
  public static Method<?> get(String id) {
    Function<NDArray, NDArray> fault = FAULTS.get(id);
    return Method.of(
        id,
        declaration ->
            new Tuning(declaration) {
              @Override
              public NDArray features(NDArray come, Supplier<NDArray> images) {
                return fault.apply(super.features(come, images));
              }
            });
  }

  private static NDArray timesOnesOfTheCpu(NDArray features) {
    long width = features.getShape().get(1);
    try (NDManager cpu = Torch.manager("cpu")) {
      return features.matMul(cpu.ones(new Shape(width, width)));
    }
  }

  private static NDArray timesItsOwnSum(NDArray features) {
    float sum = features.sum().getFloat();
    return sum == 1 ? features.neg() : features;
  }
}
