package org.e2vpt.harness.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers that are asked for again and again, copied to the device once each: a copy waits until
 * the device has done all that it was told before.
 */
public final class Scalars {

  private final NDManager manager;
  private final Map<Double, NDArray> known = new HashMap<>();

  /** On {@code manager}'s device, and as long as it lives. */
  public Scalars(NDManager manager) {
    this.manager = manager;
  }

  /**
   * {@code value} as a float32 scalar: see {@link Tensors#scalar}. The caller must not close it.
   */
  public NDArray of(double value) {
    return known.computeIfAbsent(value, this::copied);
  }

  private NDArray copied(double value) {
    NDArray scalar = Tensors.scalar(manager, value);
    NDScope.unregister(scalar); // outlives the step that asks first
    return scalar;
  }
}
