package org.e2vpt.harness.checkpoint;

import com.google.common.math.LongMath;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor in host memory, outside any engine: little-endian bytes in C order.
 *
 * @param type of the elements
 * @param shape sizes from the slowest to the fastest axis; empty for a scalar
 * @param bytes exactly {@code elements · type.bytes()} of them; every call gives a read-only view
 *     of its own, from position 0
 */
@SuppressWarnings("ArrayRecordComponent") // shapes are tiny and never compared as records
public record HostTensor(Type type, long[] shape, ByteBuffer bytes) {

  /** Element types, named as safetensors names them. */
  public enum Type {
    F32(4),
    F64(8),
    I32(4),
    I64(8),
    U8(1);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of one element. */
    public int bytes() {
      return bytes;
    }
  }

  /**
   * Keeps a view of what remains in {@code bytes}, without a copy.
   *
   * @throws IllegalArgumentException if a size is negative or the bytes do not fill the shape
   */
  public HostTensor {
    bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    long expected = type.bytes();
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(type + Arrays.toString(shape) + " has a negative size");
      }
      expected = LongMath.saturatedMultiply(expected, size);
    }
    if (bytes.remaining() != expected) {
      throw new IllegalArgumentException(
          "%s%s needs %d bytes, got %d"
              .formatted(type, Arrays.toString(shape), expected, bytes.remaining()));
    }
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A float32 tensor of these values. */
  public static HostTensor of(float[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return new HostTensor(Type.F32, shape, bytes);
  }

  /** How many elements it has. */
  public int elements() {
    return bytes.capacity() / type.bytes();
  }

  /** The elements as float32, rounded if they are wider. */
  public float[] floats() {
    float[] values = new float[elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) element(i);
    }
    return values;
  }

  /**
   * The elements as int64.
   *
   * @throws IllegalArgumentException if one is no whole number
   */
  public long[] longs() {
    long[] values = new long[elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = type == Type.I64 ? bytes.getLong(i * Long.BYTES) : whole(i);
    }
    return values;
  }

  private long whole(int i) {
    double value = element(i);
    if (value != (long) value) {
      throw new IllegalArgumentException("element %d is %s, no whole number".formatted(i, value));
    }
    return (long) value;
  }

  /** Element {@code i}, counted in C order. */
  public double element(int i) {
    return switch (type) {
      case F32 -> bytes.getFloat(i * type.bytes());
      case F64 -> bytes.getDouble(i * type.bytes());
      case I32 -> bytes.getInt(i * type.bytes());
      case I64 -> bytes.getLong(i * type.bytes());
      case U8 -> Byte.toUnsignedInt(bytes.get(i));
    };
  }
}
