package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's {@code .npy}: magic number, version, length of the header, the header as a Python
 * dictionary, then the elements.
 */
final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(?<type>[^']+)', 'fortran_order': (?<fortran>True|False),"
              + " 'shape': \\((?<shape>(?:[0-9]{1,18}, ?)*(?:[0-9]{1,18})?)\\),? ?\\}\\s*");
  private static final ImmutableMap<String, HostTensor.Type> TYPES =
      ImmutableMap.of(
          "<f4", HostTensor.Type.F32,
          "<f8", HostTensor.Type.F64,
          "<i4", HostTensor.Type.I32,
          "<i8", HostTensor.Type.I64,
          "|u1", HostTensor.Type.U8);

  private Npy() {}

  /**
   * The tensor of a whole file.
   *
   * @throws IllegalArgumentException saying what is wrong with the file
   */
  static HostTensor parse(byte[] file) {
    byte[] start = Arrays.copyOf(file, 12);
    if (!Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
      throw new IllegalArgumentException("it does not start with NumPy's magic number");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException(
          "it has version %d of the npy format; readable are 1, 2 and 3".formatted(version));
    }
    // Version 2 widened the length from 16 to 32 bits, version 3 allows UTF-8.
    ByteBuffer fixed = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int from = version == 1 ? 10 : 12;
    long length =
        version == 1
            ? Short.toUnsignedInt(fixed.getShort(8))
            : Integer.toUnsignedLong(fixed.getInt(8));
    if (length > file.length - from) {
      throw new IllegalArgumentException(
          "it is cut off: a header of %d bytes in a file of %d".formatted(length, file.length));
    }
    String header = new String(file, from, (int) length, StandardCharsets.UTF_8);
    int data = from + (int) length;
    return tensor(header, ByteBuffer.wrap(file, data, file.length - data));
  }

  private static HostTensor tensor(String header, ByteBuffer data) {
    Matcher fields = HEADER.matcher(header);
    if (!fields.matches()) {
      throw new IllegalArgumentException("its header is not understood: " + header.strip());
    }
    HostTensor.Type type = TYPES.get(fields.group("type"));
    if (type == null) {
      throw new IllegalArgumentException(
          "it holds elements of type %s; readable are %s"
              .formatted(fields.group("type"), String.join(", ", TYPES.keySet())));
    }
    long[] shape =
        Pattern.compile(", ?")
            .splitAsStream(fields.group("shape"))
            .filter(size -> !size.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    if (fields.group("fortran").equals("True") && shape.length > 1) {
      throw new IllegalArgumentException("it is in Fortran order; only C order is readable");
    }
    return new HostTensor(type, shape, data);
  }
}
