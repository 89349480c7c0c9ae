package org.e2vpt.harness.data.archive;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * NORB's binary matrices: a magic number for the type, the number of axes, their sizes (three at
 * least), then the values, all little-endian.
 */
public final class NorbMatrix {

  private static final int UINT8 = 0x1E3D4C55;
  private static final int INT32 = 0x1E3D4C54;
  private static final int MOST_AXES = 8;
  private static final int LEAST_SIZES = 3;

  /** The published files have 24,300. */
  private static final int MOST_ROWS = 1 << 20;

  private NorbMatrix() {}

  /**
   * The rows of an int32 matrix.
   *
   * @throws IOException naming the file and what was expected
   */
  public static List<int[]> ints(Path file, int... rowShape) throws IOException {
    List<int[]> rows = new ArrayList<>();
    read(
        file,
        INT32,
        rowShape,
        (index, bytes) -> {
          int[] row = new int[bytes.length / Integer.BYTES];
          ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(row);
          rows.add(row);
        });
    return rows;
  }

  /**
   * Shows the rows of a uint8 matrix.
   *
   * @param rowShape its sizes without the first
   * @throws IOException naming the file and what was expected
   */
  public static void bytes(Path file, Rows.Visitor visitor, int... rowShape) throws IOException {
    read(file, UINT8, rowShape, visitor);
  }

  private static void read(Path file, int type, int[] rowShape, Rows.Visitor visitor)
      throws IOException {
    String name = file.getFileName().toString();
    try (InputStream in = Gzip.open(file)) {
      int[] shape = header(in, name, type);
      int[] found = Arrays.copyOfRange(shape, 1, shape.length);
      if (!Arrays.equals(found, rowShape)) {
        throw new IOException(
            "%s has rows of shape %s, expected %s: it is another file"
                .formatted(name, Arrays.toString(found), Arrays.toString(rowShape)));
      }
      int rowBytes = type == INT32 ? Integer.BYTES : 1;
      for (int size : rowShape) {
        rowBytes *= size;
      }
      int rows =
          Rows.read(
              in,
              name,
              rowBytes,
              (index, row) -> {
                if (index >= shape[0] || index >= MOST_ROWS) {
                  throw new IOException(
                      String.format(
                          Locale.ROOT,
                          "%s should have %d rows, but has more: it is another file, fetch it again",
                          name,
                          shape[0]));
                }
                visitor.row(index, row);
              });
      if (rows != shape[0]) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s should have %d rows, but has %d: it is incomplete, fetch it again",
                name,
                shape[0],
                rows));
      }
    }
  }

  private static int[] header(InputStream stream, String name, int type) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      int magic = Integer.reverseBytes(in.readInt());
      int axes = Integer.reverseBytes(in.readInt());
      if (magic != type || axes < 1 || axes > MOST_AXES) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s is not one of NORB's matrices: expected the magic number %08x, got %08x",
                name,
                type,
                magic));
      }
      int[] sizes = new int[Math.max(LEAST_SIZES, axes)];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Integer.reverseBytes(in.readInt());
      }
      return Arrays.copyOf(sizes, axes);
    } catch (EOFException e) {
      throw new IOException(name + " ends within its header: fetch it again", e);
    }
  }
}
