package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.e2vpt.harness.tensor.Execution.Precision;

/** The weights of an encoder, checked against its architecture. */
final class Weights {

  private final ImmutableMap<String, NDArray> all;
  private final Precision precision;

  /**
   * Takes these arrays in place.
   *
   * @throws IllegalArgumentException naming the weight that is missing, unknown or misshapen
   */
  Weights(Architecture architecture, Map<String, NDArray> weights, Precision precision) {
    architecture
        .weights()
        .forEach(
            (name, shape) -> {
              NDArray weight = weights.get(name);
              if (weight == null || !weight.getShape().equals(shape)) {
                throw new IllegalArgumentException(
                    "the encoder needs weight %s of shape %s, got %s"
                        .formatted(name, shape, weight == null ? "none" : weight.getShape()));
              }
            });
    for (String name : weights.keySet()) {
      if (!architecture.weights().containsKey(name)) {
        throw new IllegalArgumentException("the encoder has no weight %s".formatted(name));
      }
    }
    this.all = ImmutableMap.copyOf(weights);
    this.precision = precision;
  }

  ImmutableMap<String, NDArray> all() {
    return all;
  }

  NDArray get(String name) {
    NDArray weight = all.get(name);
    if (weight == null) {
      throw new IllegalStateException("unchecked weight " + name);
    }
    return weight;
  }

  /** The layer of this name, with its weight and bias. */
  Affine affine(String name) {
    return new Affine(get(name + ".weight"), get(name + ".bias"), precision);
  }
}
