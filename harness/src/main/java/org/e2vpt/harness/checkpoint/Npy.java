package org.e2vpt.harness.checkpoint;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's {@code .npy}: magic number, version, length of the header, the header as a Python
 * dictionary, then the elements.
 *
 * @param info type and shape
 * @param bigEndian whether the most significant byte of an element comes first
 * @param fortran whether the first axis is the fastest
 * @param data where the elements start
 */
record Npy(TensorInfo info, boolean bigEndian, boolean fortran, int data) {

  /** No header is longer before its text. */
  static final int PREAMBLE = 12;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 20;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(?<order>[<>|=])(?<type>[^']+)', 'fortran_order': (?<fortran>True|False),"
              + " 'shape': \\((?<shape>[0-9, ]*)\\),? ?\\}\\s*");
  private static final Pattern DESCRIPTION =
      Pattern.compile("\\{'descr': (?<type>'[^']*'|\\[.*\\]), 'fortran_order': .*", Pattern.DOTALL);
  private static final int MAX_TYPE = 80;
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");
  private static final ImmutableMap<String, HostTensor.Type> TYPES =
      ImmutableMap.<String, HostTensor.Type>builder()
          .put("f2", HostTensor.Type.F16)
          .put("f4", HostTensor.Type.F32)
          .put("f8", HostTensor.Type.F64)
          .put("i1", HostTensor.Type.I8)
          .put("i2", HostTensor.Type.I16)
          .put("i4", HostTensor.Type.I32)
          .put("i8", HostTensor.Type.I64)
          .put("u1", HostTensor.Type.U8)
          .put("u2", HostTensor.Type.U16)
          .put("u4", HostTensor.Type.U32)
          .put("u8", HostTensor.Type.U64)
          .put("b1", HostTensor.Type.BOOL)
          .buildOrThrow();

  /**
   * Where the elements start, so how much of the file {@link #parse} needs.
   *
   * @param preamble the first {@link #PREAMBLE} bytes, or all if there are fewer
   * @param size of the whole file
   * @throws IllegalArgumentException saying what is wrong with the file
   */
  static int data(ByteBuffer preamble, long size) {
    byte[] start = new byte[PREAMBLE];
    preamble.duplicate().get(start, 0, preamble.remaining());
    if (!Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
      throw new IllegalArgumentException("it does not start with NumPy's magic number");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it has version %d of the npy format; readable are 1, 2 and 3",
              version));
    }
    // Version 2 widened the length from 16 to 32 bits, version 3 allows UTF-8.
    ByteBuffer fixed = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int from = version == 1 ? 10 : 12;
    long length =
        version == 1
            ? Short.toUnsignedInt(fixed.getShort(8))
            : Integer.toUnsignedLong(fixed.getInt(8));
    if (length > size - from || length > MAX_HEADER) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "it is cut off: a header of %d bytes in a file of %d", length, size));
    }
    return from + (int) length;
  }

  /**
   * The type of the elements, as NumPy writes it, if they are no numbers that a tensor can hold:
   * texts, objects, dates, complex numbers, records.
   *
   * @param head the file up to {@link #data}
   */
  static Optional<String> unreadable(ByteBuffer head) {
    Matcher description = DESCRIPTION.matcher(text(head));
    if (!description.matches()) {
      return Optional.empty(); // and refused by parse
    }
    String type = description.group("type").replaceAll("^'|'$", "");
    boolean readable =
        type.matches("[<>|=]?[a-z][0-9]") && TYPES.containsKey(type.replaceAll("^[<>|=]", ""));
    return readable ? Optional.empty() : Optional.of(Ascii.truncate(type, MAX_TYPE, "…"));
  }

  private static String text(ByteBuffer head) {
    int from = head.get(6) == 1 ? 10 : 12;
    return StandardCharsets.UTF_8.decode(head.slice(from, head.limit() - from)).toString();
  }

  /**
   * Reads the header.
   *
   * @param head the file up to {@link #data}
   * @param size of the whole file
   * @throws IllegalArgumentException saying what is wrong with the file
   */
  static Npy parse(ByteBuffer head, long size) {
    String text = text(head);
    Matcher fields = HEADER.matcher(text);
    if (!fields.matches()) {
      throw notUnderstood(text);
    }
    HostTensor.Type type = TYPES.get(fields.group("type"));
    if (type == null || (fields.group("order").equals("|") && type.bytes() > 1)) {
      throw new IllegalArgumentException(
          "it holds elements of type %s; readable are %s, little- and big-endian"
              .formatted(
                  fields.group("order") + fields.group("type"), String.join(", ", TYPES.keySet())));
    }
    ImmutableLongArray.Builder shape = ImmutableLongArray.builder();
    for (String written : fields.group("shape").split(",", -1)) {
      String axis = written.strip();
      if (SIZE.matcher(axis).matches()) {
        shape.add(Long.parseLong(axis));
      } else if (!axis.isEmpty()) {
        throw notUnderstood(text);
      }
    }
    Npy npy =
        new Npy(
            new TensorInfo(type, shape.build()),
            fields.group("order").equals(">"),
            fields.group("fortran").equals("True"),
            head.limit());
    npy.info.requireBytes(size - npy.data);
    return npy;
  }

  private static IllegalArgumentException notUnderstood(String header) {
    return new IllegalArgumentException("its header is not understood: " + header.strip());
  }

  /** The tensor of the whole file, whose bytes may be put in order in place. */
  HostTensor tensor(ByteBuffer file) {
    ByteBuffer elements = file.slice(data, file.limit() - data);
    if (bigEndian) {
      Endian.swap(elements, info.type().bytes());
    }
    long[] shape = info.shape().toArray();
    if (!fortran) {
      return new HostTensor(info.type(), shape, elements);
    }
    elements.order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer rows = Strides.ofColumns(shape).pack(elements, info.type().bytes());
    return new HostTensor(info.type(), shape, rows);
  }
}
