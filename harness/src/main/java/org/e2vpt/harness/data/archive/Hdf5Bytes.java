package org.e2vpt.harness.data.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Locale;

/**
 * The bytes of an HDF5 file, little-endian, within bounds: no block is allocated before it is known
 * to lie in the file, and all blocks of the file's structure together may have a few times the size
 * of the file, so that structures that point at each other in a circle come to an end.
 */
final class Hdf5Bytes implements Closeable {

  /** More than any list of chunks has: 5 million of them. */
  private static final int MOST_STRUCTURE = 1 << 26;

  private static final int READ_AGAIN = 4;

  /** For what is read of small files, where a header is looked at before it is read. */
  private static final int ALWAYS = 1 << 16;

  private final FileChannel channel;
  private final long size;
  private long budget;

  Hdf5Bytes(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    budget = READ_AGAIN * size + ALWAYS;
  }

  /** The size of the file. */
  long size() {
    return size;
  }

  /** A block of the file's structure. */
  ByteBuffer structure(long address, long length) throws IOException {
    budget -= Math.max(1, length);
    if (length > MOST_STRUCTURE || budget < 0) {
      throw new IOException("its structures are larger than the file allows");
    }
    return read(address, length);
  }

  /** The beginning of a structure of unknown size: as many bytes, or less at the file's end. */
  ByteBuffer beginning(long address, int atMost) throws IOException {
    return structure(address, Math.min(atMost, Math.max(0, size - address)));
  }

  /** A structure that begins with these four letters, behind them. */
  ByteBuffer signed(String letters, long address, long length) throws IOException {
    return signed(letters, structure(address, length));
  }

  /** Passes these four letters. */
  static ByteBuffer signed(String letters, ByteBuffer structure) throws IOException {
    for (int i = 0; i < letters.length(); i++) {
      if (structure.get() != letters.charAt(i)) {
        throw new IOException("a structure does not begin with " + letters);
      }
    }
    return structure;
  }

  /** A block of the data. */
  ByteBuffer read(long address, long length) throws IOException {
    requireWithin(address, length);
    ByteBuffer block = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    while (block.hasRemaining()) {
      if (channel.read(block, address + block.position()) < 0) {
        throw new IOException("the file became shorter");
      }
    }
    return block.flip();
  }

  /** Requires that such a block lies in the file. */
  void requireWithin(long address, long length) throws IOException {
    if (address < 0 || length < 0 || length > size || address > size - length) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s bytes at %s lie outside of its %d bytes",
              Long.toUnsignedString(length),
              Long.toUnsignedString(address),
              size));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
