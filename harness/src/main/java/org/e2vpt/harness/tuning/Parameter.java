package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.e2vpt.harness.tensor.Initial;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that a method adds to the encoder: declared with its shape, so that it can be counted
 * without an engine, and built when a model is trained.
 */
final class Parameter {

  private final String name;
  private final Shape shape;
  private final Start start;
  private @Nullable NDArray array;

  Parameter(String name, Shape shape, Start start) {
    this.name = name;
    this.shape = shape;
    this.start = start;
  }

  String name() {
    return name;
  }

  Shape shape() {
    return shape;
  }

  /** How many numbers it holds. */
  long size() {
    return shape.size();
  }

  /** The tensor itself, once the model is built. */
  NDArray array() {
    if (array == null) {
      throw new IllegalStateException("%s is declared but not built".formatted(name));
    }
    return array;
  }

  /** The values it starts with. */
  float[] start(Initial initial) {
    return start.values(initial, name, Math.toIntExact(size()));
  }

  void build(float[] values, NDManager manager, boolean trainable) {
    array = manager.create(values, shape);
    array.setRequiresGradient(trainable);
  }
}
