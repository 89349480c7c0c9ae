package org.e2vpt.harness.data.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.data.archive.Hdf5Chunks.Chunk;
import org.e2vpt.harness.data.archive.Hdf5File.Message;

/**
 * A data set of an HDF5 file: whole numbers in rows, in one piece or in chunks. Axes that a chunk
 * covers whole are taken together, and sizes along the last axis are counted in bytes: {@code (7,
 * 96, 96, 3)} with chunks of {@code (2, 48, 96, 3)} bytes is {@code (7, 96, 288)} in chunks of
 * {@code (2, 48, 288)}.
 */
final class Hdf5Dataset {

  /** Of one chunk: HDF5's own tools choose less than 1 MB. */
  private static final int MOST_BYTES = 1 << 26;

  /** Rows that lie in one piece are read together up to so many bytes. */
  private static final int PIECE = 1 << 16;

  private static final int COMPACT = 0;
  private static final int CONTIGUOUS = 1;
  private static final int CHUNKED = 2;

  /**
   * A type of whole numbers.
   *
   * @param bytes of a value
   */
  record Type(int bytes, boolean signed, boolean bigEndian) {

    long value(ByteBuffer in) {
      long value = 0;
      for (int i = 0; i < bytes; i++) {
        long next = Byte.toUnsignedLong(in.get());
        value = bigEndian ? value << Byte.SIZE | next : value | next << (Byte.SIZE * i);
      }
      int unused = Long.SIZE - Byte.SIZE * bytes;
      return signed ? value << unused >> unused : value;
    }
  }

  private final Hdf5Bytes file;
  private final int[] shape;
  private final Type type;
  private final int[] byteShape;
  private final int[] chunkShape;
  private final Map<Long, Chunk> chunks;
  private final Hdf5Filters filters;

  /** Of data in one piece: where it begins, or nothing if there are chunks. */
  private final long address;

  private final ByteBuffer compact;

  private Hdf5Dataset(
      Hdf5Bytes file, int[] shape, Type type, Hdf5Filters filters, ByteBuffer layout)
      throws IOException {
    this.file = file;
    this.shape = shape;
    this.type = type;
    this.filters = filters;
    int version = layout.get();
    if (version != 3 && version != 4) {
      throw new IOException(
          String.format(Locale.ROOT, "its layout is of the unknown version %d", version));
    }
    int kind = layout.get();
    int[] whole = withBytes(shape);
    if (kind == CHUNKED) {
      Hdf5Chunks index = new Hdf5Chunks(file, shape, type.bytes, filters.isEmpty());
      chunks = version == 3 ? index.ofTree(layout) : index.ofLayout4(layout);
      int[][] merged = merged(whole, withBytes(index.chunkShape()));
      byteShape = merged[0];
      chunkShape = merged[1];
      address = -1;
      compact = ByteBuffer.allocate(0);
    } else if (kind == CONTIGUOUS || kind == COMPACT) {
      chunks = Map.of();
      int rowBytes = Math.toIntExact(product(whole, 1));
      byteShape = new int[] {shape[0], rowBytes};
      chunkShape = new int[] {Math.max(1, PIECE / Math.max(1, rowBytes)), rowBytes};
      compact =
          kind == COMPACT
              ? Hdf5File.slice(layout, Short.toUnsignedInt(layout.getShort()))
              : ByteBuffer.allocate(0);
      address = kind == COMPACT ? 0 : layout.getLong();
      requireWhole(kind, product(byteShape, 0));
    } else {
      throw new IOException(
          String.format(Locale.ROOT, "its layout is of the unknown kind %d", kind));
    }
    if (product(chunkShape, 0) > MOST_BYTES) {
      throw new IOException(
          String.format(Locale.ROOT, "its chunks have %d bytes, too many", product(chunkShape, 0)));
    }
  }

  private void requireWhole(int kind, long length) throws IOException {
    if (kind == CONTIGUOUS) {
      file.requireWithin(address, length);
    } else if (length > compact.limit()) {
      throw new IOException("it ends before its last row");
    }
  }

  /** The data set that these messages describe. */
  static Hdf5Dataset of(Hdf5Bytes file, List<Message> messages) throws IOException {
    int[] shape = shape(require(messages, Hdf5File.DATASPACE, "shape"));
    Type type = type(require(messages, Hdf5File.DATATYPE, "type"));
    ByteBuffer layout = require(messages, Hdf5File.LAYOUT, "layout");
    boolean filtered = messages.stream().anyMatch(message -> message.type() == Hdf5File.FILTERS);
    return new Hdf5Dataset(
        file,
        shape,
        type,
        filtered
            ? Hdf5Filters.of(require(messages, Hdf5File.FILTERS, "filters"), type.bytes)
            : Hdf5Filters.NONE,
        layout);
  }

  private static ByteBuffer require(List<Message> messages, int type, String what)
      throws IOException {
    for (Message message : messages) {
      if (message.type() == type && !message.shared()) {
        return message.content();
      }
    }
    throw new IOException("no %s is described, or in a rare way".formatted(what));
  }

  private static int[] shape(ByteBuffer dataspace) throws IOException {
    int version = dataspace.get();
    int axes = Byte.toUnsignedInt(dataspace.get());
    dataspace.position(version == 1 ? 8 : 4);
    if (axes == 0 || (version != 1 && version != 2)) {
      throw new IOException("it has no rows");
    }
    int[] shape = new int[axes];
    for (int i = 0; i < axes; i++) {
      shape[i] = Math.toIntExact(dataspace.getLong());
      if (shape[i] < 0) {
        throw new IOException("it has a negative size");
      }
    }
    return shape;
  }

  private static Type type(ByteBuffer datatype) throws IOException {
    int kind = datatype.get() & 0x0f;
    int flags = datatype.get();
    datatype.getShort();
    int bytes = datatype.getInt();
    if (kind == 8) { // names for numbers, as h5py has them for truth values
      return type(datatype);
    }
    if (kind != 0 || bytes < 1 || bytes > Long.BYTES || Integer.bitCount(bytes) != 1) {
      throw new IOException("its values are not whole numbers");
    }
    return new Type(bytes, (flags & 0x08) != 0, (flags & 0x01) != 0);
  }

  /** These sizes with the last counted in bytes; a row of one value has an axis of its own. */
  private int[] withBytes(int[] sizes) {
    int[] bytes = sizes.length == 1 ? new int[] {sizes[0], 1} : sizes.clone();
    bytes[bytes.length - 1] = Math.multiplyExact(bytes[bytes.length - 1], type.bytes);
    return bytes;
  }

  /** Both shapes with the last axes taken together, as far as a chunk covers them whole. */
  private static int[][] merged(int[] whole, int[] chunk) {
    List<Integer> wholes = new ArrayList<>();
    List<Integer> parts = new ArrayList<>();
    int last = whole.length - 1;
    int run = whole[last];
    int part = chunk[last];
    for (int axis = last - 1; axis > 0; axis--) {
      if (part == run) {
        run = Math.multiplyExact(run, whole[axis]);
        part = Math.multiplyExact(part, chunk[axis]);
      } else {
        wholes.add(0, run);
        parts.add(0, part);
        run = whole[axis];
        part = chunk[axis];
      }
    }
    wholes.addAll(0, List.of(whole[0], run));
    parts.addAll(0, List.of(chunk[0], part));
    return new int[][] {toArray(wholes), toArray(parts)};
  }

  private static int[] toArray(List<Integer> sizes) {
    return sizes.stream().mapToInt(Integer::intValue).toArray();
  }

  static long product(int[] sizes, int from) {
    long product = 1;
    for (int i = from; i < sizes.length; i++) {
      product = Math.multiplyExact(product, sizes[i]);
    }
    return product;
  }

  /** Its sizes in values. */
  int[] shape() {
    return shape.clone();
  }

  Type type() {
    return type;
  }

  /** Its sizes, the last in bytes. */
  int[] byteShape() {
    return byteShape;
  }

  /** The sizes of a chunk, the last in bytes; rows in one piece are as chunks of some rows. */
  int[] chunkShape() {
    return chunkShape;
  }

  /** The bytes of the chunk with this corner; the last one of a data set may have fewer rows. */
  byte[] chunk(int[] corner) throws IOException {
    if (address >= 0) {
      int rows = Math.min(chunkShape[0], byteShape[0] - corner[0]);
      long from = (long) corner[0] * chunkShape[1];
      ByteBuffer source =
          compact.limit() > 0
              ? compact.slice((int) from, rows * chunkShape[1])
              : file.read(address + from, (long) rows * chunkShape[1]);
      byte[] content = new byte[source.remaining()];
      source.get(content);
      return content;
    }
    long number = 0;
    for (int axis = 0; axis < corner.length; axis++) {
      int across = (byteShape[axis] - 1) / chunkShape[axis] + 1;
      number = number * across + corner[axis] / chunkShape[axis];
    }
    Chunk chunk = chunks.get(number);
    if (chunk == null) {
      throw new IOException("the chunk at %s is missing".formatted(Arrays.toString(corner)));
    }
    return filters.undo(
        file.read(chunk.address(), chunk.stored()),
        chunk.skipped(),
        Math.toIntExact(product(chunkShape, 0)));
  }
}
