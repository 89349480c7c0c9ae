package org.e2vpt.harness.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.e2vpt.harness.checkpoint.HostTensor;

/** Moves tensors between host memory and the engine. */
public final class Tensors {

  /** The end of an axis. */
  public static final long END = Long.MAX_VALUE;

  private Tensors() {}

  /** A copy of {@code tensor} on {@code manager}'s device, as float32. */
  public static NDArray toDevice(NDManager manager, HostTensor tensor) {
    return manager.create(tensor.floats(), new Shape(tensor.shape()));
  }

  /**
   * A float32 scalar to compute with where gradients are recorded.
   *
   * <p>DJL's {@code array.mul(number)} is not safe there: it wraps the number's memory in a tensor
   * that the gradient's formula keeps, and lets the garbage collector take that memory before the
   * backward pass reads it. This tensor is a copy in the engine's own memory.
   */
  public static NDArray scalar(NDManager manager, double value) {
    try (NDArray wrapped = manager.create((float) value)) {
      return wrapped.duplicate();
    }
  }

  /**
   * A view of a part along one axis, by one call of the engine; DJL's indexing takes four or more.
   *
   * @param to behind the last; {@link #END} for all that follows
   */
  public static NDArray slice(NDArray array, int axis, long from, long to) {
    return JniUtils.slice((PtNDArray) array, axis, from, to, 1);
  }

  /** Another order of the axes, by one call of the engine; DJL asks for the shape before. */
  public static NDArray permuted(NDArray array, long... axes) {
    return JniUtils.permute((PtNDArray) array, axes);
  }

  /** Parts one behind the other along an axis, likewise; a single one is itself. */
  public static NDArray concat(NDList parts, int axis) {
    return parts.size() == 1 ? parts.get(0) : JniUtils.cat(parts.toArray(PtNDArray[]::new), axis);
  }

  /** A copy of a float32 {@code array} in host memory. */
  public static HostTensor toHost(NDArray array) {
    if (array.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("expected float32, got " + array.getDataType());
    }
    return HostTensor.of(array.toFloatArray(), array.getShape().getShape());
  }
}
