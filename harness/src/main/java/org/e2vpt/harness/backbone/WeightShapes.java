package org.e2vpt.harness.backbone;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.List;

/** Names and shapes of an encoder's weights, put together. Linear weights are (out, in). */
final class WeightShapes {

  private final ImmutableMap.Builder<String, Shape> shapes = ImmutableMap.builder();

  WeightShapes put(String name, long... shape) {
    shapes.put(name, new Shape(shape));
    return this;
  }

  /** A weight, and a bias with one number for each of its outputs. */
  WeightShapes affine(String name, long... weight) {
    return put(name + ".weight", weight).put(name + ".bias", weight[0]);
  }

  /** The four projections of an attention, each as wide as a token. */
  WeightShapes attention(String name, int width) {
    for (String projection : List.of("query", "key", "value", "out")) {
      affine(name + "." + projection, width, width);
    }
    return this;
  }

  /** Two linear layers. */
  WeightShapes mlp(String name, int width, int hidden) {
    return affine(name + ".fc1", hidden, width).affine(name + ".fc2", width, hidden);
  }

  /** All of them, in the order in which they were put. */
  ImmutableMap<String, Shape> all() {
    return shapes.buildOrThrow();
  }
}
