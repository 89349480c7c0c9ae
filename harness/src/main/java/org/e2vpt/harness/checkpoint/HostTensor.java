package org.e2vpt.harness.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

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
    F16(2),
    BF16(2),
    F32(4),
    F64(8),
    I8(1),
    I16(2),
    I32(4),
    I64(8),
    U8(1),
    U16(2),
    U32(4),
    U64(8),
    BOOL(1);

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
    TensorInfo.of(type, shape).requireBytes(bytes.remaining());
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

  /** Its type and shape. */
  public TensorInfo info() {
    return TensorInfo.of(type, shape);
  }

  /** How many elements it has. */
  public int elements() {
    return bytes.capacity() / type.bytes();
  }

  /** The elements as float32, rounded if they are wider. */
  public float[] floats() {
    float[] values = new float[elements()];
    if (type == Type.F32) {
      bytes.asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) element(i);
    }
    return values;
  }

  /**
   * The elements as int64.
   *
   * @throws IllegalArgumentException if one is no whole number, or too large
   */
  public long[] longs() {
    long[] values = new long[elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = type.bytes() == Long.BYTES && type != Type.F64 ? eightBytes(i) : whole(i);
    }
    return values;
  }

  private long eightBytes(int i) {
    long value = bytes.getLong(i * Long.BYTES);
    if (type == Type.U64 && value < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "element %d is %s, too large for int64",
              i,
              Long.toUnsignedString(value)));
    }
    return value;
  }

  private long whole(int i) {
    double value = element(i);
    if (value != (long) value) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "element %d is %s, no whole number", i, value));
    }
    return (long) value;
  }

  /** Element {@code i}, counted in C order; rounded if it is a whole number above 2⁵³. */
  public double element(int i) {
    int at = i * type.bytes();
    return switch (type) {
      case F16 -> Float16.toFloat(bytes.getShort(at));
      case BF16 -> Float.intBitsToFloat(bytes.getShort(at) << 16);
      case F32 -> bytes.getFloat(at);
      case F64 -> bytes.getDouble(at);
      case I8 -> bytes.get(at);
      case I16 -> bytes.getShort(at);
      case I32 -> bytes.getInt(at);
      case I64 -> bytes.getLong(at);
      case U8, BOOL -> Byte.toUnsignedInt(bytes.get(at));
      case U16 -> Short.toUnsignedInt(bytes.getShort(at));
      case U32 -> Integer.toUnsignedLong(bytes.getInt(at));
      case U64 -> unsigned(bytes.getLong(at));
    };
  }

  private static double unsigned(long bits) {
    return bits < 0 ? (bits >>> 1 | bits & 1) * 2.0 : bits; // the last bit decides how to round
  }

  /**
   * The same elements in another shape, without a copy.
   *
   * @throws IllegalArgumentException if their number differs
   */
  public HostTensor reshaped(long... other) {
    return new HostTensor(type, other, bytes());
  }

  /**
   * Part {@code index} of {@code parts} equal ones along the first axis, without a copy.
   *
   * @throws IllegalArgumentException if the first axis cannot be parted so
   */
  public HostTensor part(int index, int parts) {
    if (shape.length == 0 || shape[0] % parts != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s%s cannot be parted in %d along its first axis",
              type,
              Arrays.toString(shape),
              parts));
    }
    long[] partShape = shape.clone();
    partShape[0] /= parts;
    int size = bytes.capacity() / parts;
    return new HostTensor(type, partShape, bytes().slice(index * size, size));
  }

  /**
   * A copy with the axes in another order: axis {@code i} of the result is axis {@code axes[i]} of
   * this one, as in NumPy's {@code transpose}.
   *
   * @throws IllegalArgumentException if {@code axes} are not all axes, once each
   */
  public HostTensor permuted(int... axes) {
    if (!Arrays.equals(Arrays.stream(axes).sorted().toArray(), Strides.range(shape.length))) {
      throw new IllegalArgumentException(
          "%s%s has no order of axes %s"
              .formatted(type, Arrays.toString(shape), Arrays.toString(axes)));
    }
    Strides strides = Strides.ofRows(shape).permuted(axes);
    return new HostTensor(type, strides.shape(), strides.pack(bytes(), type.bytes()));
  }
}
