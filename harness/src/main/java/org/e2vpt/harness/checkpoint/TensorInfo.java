package org.e2vpt.harness.checkpoint;

import com.google.common.math.LongMath;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Locale;

/**
 * What a file says of a tensor before its elements are read.
 *
 * @param type of the elements
 * @param shape sizes from the slowest to the fastest axis; empty for a scalar
 */
public record TensorInfo(HostTensor.Type type, ImmutableLongArray shape) {

  /** That NumPy and PyTorch allow. */
  static final int MAX_AXES = 64;

  /**
   * @throws IllegalArgumentException if a size is negative or there are more than 64 of them
   */
  public TensorInfo {
    if (shape.length() > MAX_AXES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a tensor of %d axes; readable are at most %d",
              shape.length(),
              MAX_AXES));
    }
    if (shape.stream().anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(type + shape.toString() + " has a negative size");
    }
  }

  /** Of these sizes. */
  public static TensorInfo of(HostTensor.Type type, long... shape) {
    return new TensorInfo(type, ImmutableLongArray.copyOf(shape));
  }

  /** Bytes of all elements, or {@code Long.MAX_VALUE} if there are more than that. */
  public long bytes() {
    return shape.stream().reduce(type.bytes(), LongMath::saturatedMultiply);
  }

  /**
   * Checks that the elements fill this many bytes.
   *
   * @throws IllegalArgumentException naming both numbers
   */
  void requireBytes(long actual) {
    if (bytes() != actual) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s needs %d bytes, got %d", this, bytes(), actual));
    }
  }

  /** As {@code F32[768, 3, 16, 16]}. */
  @Override
  public String toString() {
    return type + shape.toString();
  }
}
