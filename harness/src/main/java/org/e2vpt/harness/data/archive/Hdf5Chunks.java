package org.e2vpt.harness.data.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Finds the chunks of a data set of an HDF5 file. */
final class Hdf5Chunks {

  private static final int ADDRESS = 8;
  private static final int SINGLE = 1;
  private static final int IMPLICIT = 2;
  private static final int FIXED_ARRAY = 3;
  private static final long NOWHERE = -1;

  /**
   * Where a chunk lies.
   *
   * @param stored its bytes in the file
   * @param skipped a bit for each filter that was not applied to it
   */
  record Chunk(long address, int stored, int skipped) {}

  private final Hdf5Bytes file;
  private final int[] shape;
  private final int valueBytes;
  private final boolean plain;
  private final Map<Long, Chunk> chunks = new HashMap<>();
  private int[] chunkShape = {};
  private long stored;

  /**
   * Nothing yet.
   *
   * @param plain whether chunks are stored as they are
   */
  Hdf5Chunks(Hdf5Bytes file, int[] shape, int valueBytes, boolean plain) {
    this.file = file;
    this.shape = shape;
    this.valueBytes = valueBytes;
    this.plain = plain;
  }

  /** The shape of the chunks in values, once they were found. */
  int[] chunkShape() {
    return chunkShape;
  }

  /** The chunks by their numbers, those along the last axis first, of a layout of version 3. */
  Map<Long, Chunk> ofTree(ByteBuffer layout) throws IOException {
    int axes = Byte.toUnsignedInt(layout.get());
    long tree = layout.getLong();
    readShape(axes, layout, Integer.BYTES);
    if (tree != NOWHERE) {
      visit(tree, Integer.MAX_VALUE);
    }
    return chunks;
  }

  private void visit(long address, int above) throws IOException {
    int keyBytes = 2 * Integer.BYTES + (shape.length + 1) * Long.BYTES;
    Hdf5Tree.Node node = Hdf5Tree.node(file, address, Hdf5Tree.CHUNKS, keyBytes, above);
    for (int i = 0; i < node.count(); i++) {
      if (node.level() > 0) {
        visit(node.child(i), node.level());
      } else {
        ByteBuffer key = node.entries().position(node.key(i));
        long bytes = Integer.toUnsignedLong(key.getInt());
        int skipped = key.getInt();
        put(number(key), node.child(i), bytes, skipped);
      }
    }
  }

  private long number(ByteBuffer corner) throws IOException {
    long number = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      long at = corner.getLong();
      if (at < 0 || at >= shape[axis] || at % chunkShape[axis] != 0) {
        throw new IOException("a chunk begins where none can");
      }
      number = Math.addExact(Math.multiplyExact(number, across(axis)), at / chunkShape[axis]);
    }
    return number;
  }

  /** The chunks of a layout of version 4. */
  Map<Long, Chunk> ofLayout4(ByteBuffer layout) throws IOException {
    boolean filteredSingle = (layout.get() & 2) != 0;
    int axes = Byte.toUnsignedInt(layout.get());
    int width = layout.get();
    if (width < 1 || width > Long.BYTES) {
      throw new IOException("its chunks have no size");
    }
    readShape(axes, layout, width);
    int index = layout.get();
    long all = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      all = Math.multiplyExact(all, across(axis));
    }
    switch (index) {
      case SINGLE -> {
        long bytes = filteredSingle ? layout.getLong() : chunkBytes();
        int skipped = filteredSingle ? layout.getInt() : 0;
        put(0, layout.getLong(), bytes, skipped);
      }
      case IMPLICIT -> {
        long address = layout.getLong();
        file.requireWithin(address, Math.multiplyExact(all, chunkBytes()));
        for (long i = 0; i < all; i++) {
          put(i, address + i * chunkBytes(), chunkBytes(), 0);
        }
      }
      case FIXED_ARRAY -> {
        layout.get(); // bits of a page
        readArray(layout.getLong(), all);
      }
      default -> throw new IOException("its chunks are listed in a rare way");
    }
    return chunks;
  }

  private void readArray(long address, long all) throws IOException {
    ByteBuffer head = file.signed("FAHD", address, 24);
    head.get(); // the version
    boolean filtered = head.get() == 1;
    int entry = Byte.toUnsignedInt(head.get());
    int pageBits = Byte.toUnsignedInt(head.get());
    long count = head.getLong();
    int sizeBytes = entry - ADDRESS - Integer.BYTES;
    boolean fits = filtered ? sizeBytes >= 1 && sizeBytes <= ADDRESS : entry == ADDRESS;
    if (!fits || count != all || pageBits >= Long.SIZE - 1 || count > 1L << pageBits) {
      throw new IOException("its chunks are listed in a rare way");
    }
    long data = head.getLong();
    int prefix = 6 + ADDRESS;
    long length = Math.addExact(prefix, Math.multiplyExact(count, entry));
    ByteBuffer entries = file.signed("FADB", data, length).position(prefix);
    for (long i = 0; i < count; i++) {
      long place = entries.getLong();
      long bytes = filtered ? Hdf5File.unsigned(entries, sizeBytes) : chunkBytes();
      int skipped = filtered ? entries.getInt() : 0;
      if (place != NOWHERE) {
        put(i, place, bytes, skipped);
      }
    }
  }

  private void readShape(int axes, ByteBuffer layout, int width) throws IOException {
    if (axes != shape.length + 1) {
      throw new IOException("its chunks have another number of axes");
    }
    chunkShape = new int[shape.length];
    for (int i = 0; i < chunkShape.length; i++) {
      chunkShape[i] = Math.toIntExact(Hdf5File.unsigned(layout, width));
      if (chunkShape[i] < 1) {
        throw new IOException("its chunks have no size");
      }
    }
    if (Hdf5File.unsigned(layout, width) != valueBytes) {
      throw new IOException("its chunks have values of another size");
    }
  }

  /** How many chunks there are along an axis. */
  private long across(int axis) {
    return (shape[axis] + (long) chunkShape[axis] - 1) / chunkShape[axis];
  }

  private long chunkBytes() {
    return Math.multiplyExact(Hdf5Dataset.product(chunkShape, 0), (long) valueBytes);
  }

  private void put(long number, long address, long bytes, int skipped) throws IOException {
    file.requireWithin(address, bytes);
    stored += bytes;
    if (stored > file.size()) {
      throw new IOException("its chunks lie over each other");
    }
    if (plain && bytes != chunkBytes()) {
      throw new IOException(
          String.format(Locale.ROOT, "a chunk has %d bytes, expected %d", bytes, chunkBytes()));
    }
    chunks.put(number, new Chunk(address, Math.toIntExact(bytes), skipped));
  }
}
