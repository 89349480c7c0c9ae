package org.e2vpt.harness.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Where the elements of a tensor lie: element {@code (i, j, …)} at {@code i · strides[0] + j ·
 * strides[1] + …}, counted in elements.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Strides(long[] shape, long[] strides) {

  /** C order: the last axis is the fastest. */
  static Strides ofRows(long... shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    return new Strides(shape, strides);
  }

  /** Fortran order: the first axis is the fastest. */
  static Strides ofColumns(long... shape) {
    int[] backwards = range(shape.length);
    for (int i = 0; i < backwards.length; i++) {
      backwards[i] = backwards.length - 1 - i;
    }
    return ofRows(picked(shape, backwards)).permuted(backwards);
  }

  static int[] range(int end) {
    return IntStream.range(0, end).toArray();
  }

  /** The same elements with the axes in another order. */
  Strides permuted(int... axes) {
    return new Strides(picked(shape, axes), picked(strides, axes));
  }

  private static long[] picked(long[] from, int... axes) {
    return Arrays.stream(axes).mapToLong(axis -> from[axis]).toArray();
  }

  /** How many elements there are. */
  long elements() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /**
   * The place after the last element that is used.
   *
   * @throws ArithmeticException if no long can hold it
   */
  long end() {
    if (elements() == 0) {
      return 0;
    }
    long last = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      last = Math.addExact(last, Math.multiplyExact(shape[axis] - 1, strides[axis]));
    }
    return Math.addExact(last, 1);
  }

  /** Whether the elements follow each other in C order, without a gap. */
  boolean isPacked() {
    long expected = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= shape[axis];
    }
    return true;
  }

  /**
   * A copy of the elements in C order.
   *
   * @param source of at least {@link #end} elements, little-endian
   * @param width bytes of an element
   */
  ByteBuffer pack(ByteBuffer source, int width) {
    int size = Math.toIntExact(elements() * width);
    ByteBuffer packed = ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    if (size > 0) {
      pack(source, width, 0, 0, packed);
    }
    return packed.flip();
  }

  private void pack(ByteBuffer source, int width, int axis, int from, ByteBuffer packed) {
    if (axis == shape.length) {
      packed.put(source.slice(from, width)); // a scalar
    } else if (axis == shape.length - 1) {
      packRow(source, width, from, packed);
    } else {
      int step = (int) strides[axis] * width;
      for (int i = 0; i < shape[axis]; i++) {
        pack(source, width, axis + 1, from + i * step, packed);
      }
    }
  }

  private void packRow(ByteBuffer source, int width, int from, ByteBuffer packed) {
    int step = (int) strides[strides.length - 1] * width;
    int end = (int) shape[shape.length - 1];
    switch (width) {
      case Byte.BYTES -> {
        for (int i = 0; i < end; i++) {
          packed.put(source.get(from + i * step));
        }
      }
      case Short.BYTES -> {
        for (int i = 0; i < end; i++) {
          packed.putShort(source.getShort(from + i * step));
        }
      }
      case Integer.BYTES -> {
        for (int i = 0; i < end; i++) {
          packed.putInt(source.getInt(from + i * step));
        }
      }
      case Long.BYTES -> {
        for (int i = 0; i < end; i++) {
          packed.putLong(source.getLong(from + i * step));
        }
      }
      default ->
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "no element has %d bytes", width));
    }
  }
}
