package org.e2vpt.harness.tuning;

import java.util.Arrays;
import org.e2vpt.harness.tensor.Initial;

/** How a tensor starts. It is asked when the model is built, not when the tensor is declared. */
@FunctionalInterface
interface Start {

  Start ZEROS = constant(0);
  Start ONES = constant(1);

  /**
   * The values of a tensor.
   *
   * @param name of the tensor, and of its stream of random numbers
   * @param count how many values
   */
  float[] values(Initial initial, String name, int count);

  static Start constant(double value) {
    return (initial, name, count) -> {
      float[] values = new float[count];
      Arrays.fill(values, (float) value);
      return values;
    };
  }

  /** Uniform in ±bound. */
  static Start uniform(double bound) {
    return (initial, name, count) -> initial.uniform(name, count, bound);
  }

  static Start normal(double deviation) {
    return (initial, name, count) -> initial.normal(name, count, deviation);
  }

  /** Normal, drawn again outside ±cut. */
  static Start truncatedNormal(double deviation, double cut) {
    return (initial, name, count) -> initial.truncatedNormal(name, count, deviation, cut);
  }

  /** As PyTorch starts weights and biases of a layer whose outputs read {@code fanIn} numbers. */
  static Start torchDefault(long fanIn) {
    return uniform(1 / Math.sqrt((double) fanIn));
  }
}
