package org.e2vpt.harness.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** NumPy's {@code .npz}: a zip of {@code .npy} members, one tensor each. */
public final class Npz {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(?<type>[^']+)', 'fortran_order': (?<fortran>True|False),"
              + " 'shape': \\((?<shape>[^)]*)\\),? ?\\}\\s*");
  private static final Map<String, HostTensor.Type> TYPES =
      Map.of(
          "<f4",
          HostTensor.Type.F32,
          "<f8",
          HostTensor.Type.F64,
          "<i4",
          HostTensor.Type.I32,
          "<i8",
          HostTensor.Type.I64,
          "|u1",
          HostTensor.Type.U8);

  private Npz() {}

  /**
   * All tensors of the file by name, in the file's order.
   *
   * @throws IOException naming the file and the member if one cannot be read
   */
  public static Map<String, HostTensor> read(Path file) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          String name = entry.getName().replaceFirst("\\.npy$", "");
          tensors.put(name, npy(in, file + "!" + entry.getName()));
        }
      }
    }
    return tensors;
  }

  private static HostTensor npy(InputStream in, String where) throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(MAGIC, Arrays.copyOf(start, MAGIC.length))) {
      throw new IOException(where + " does not start with NumPy's magic number");
    }
    int lengthBytes = start[6] == 1 ? 2 : 4;
    byte[] length = Arrays.copyOf(in.readNBytes(lengthBytes), 4);
    int headerLength = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
    String header = new String(in.readNBytes(headerLength), StandardCharsets.ISO_8859_1);
    Matcher fields = HEADER.matcher(header);
    if (!fields.matches()) {
      throw new IOException("%s: cannot understand the header %s".formatted(where, header.strip()));
    }
    HostTensor.Type type = TYPES.get(fields.group("type"));
    if (type == null) {
      throw new IOException(
          "%s holds elements of type %s; readable are %s"
              .formatted(where, fields.group("type"), TYPES.keySet()));
    }
    long[] shape =
        Pattern.compile(",")
            .splitAsStream(fields.group("shape"))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    if (fields.group("fortran").equals("True") && shape.length > 1) {
      throw new IOException(where + " is in Fortran order; only C order is readable");
    }
    try {
      return new HostTensor(type, shape, ByteBuffer.wrap(in.readAllBytes()));
    } catch (IllegalArgumentException e) {
      throw new IOException(where + " is damaged: " + e.getMessage(), e);
    }
  }
}
