package org.e2vpt.harness.data.archive;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The trees (B-trees of version 1) in which HDF5 files find names and chunks. */
final class Hdf5Tree {

  static final int NAMES = 0;
  static final int CHUNKS = 1;

  private static final int HEAD = 24;
  private static final int CHILD = 8;

  private Hdf5Tree() {}

  /**
   * A node: a key, a child, a key, a child, …
   *
   * @param level 0 if the children are leaves
   */
  record Node(int level, int count, int keyBytes, ByteBuffer entries) {

    long child(int index) {
      return entries.getLong(index * (keyBytes + CHILD) + keyBytes);
    }

    /** Where the key begins in {@link #entries}. */
    int key(int index) {
      return index * (keyBytes + CHILD);
    }
  }

  /**
   * Reads a node.
   *
   * @param above the level of the node above, which is larger: there are no circles
   */
  static Node node(Hdf5Bytes bytes, long address, int type, int keyBytes, int above)
      throws IOException {
    ByteBuffer head = bytes.signed("TREE", address, HEAD);
    int found = head.get();
    int level = Byte.toUnsignedInt(head.get());
    int count = Short.toUnsignedInt(head.getShort());
    if (found != type || level >= above) {
      throw new IOException("a node of a tree is not where it belongs");
    }
    return new Node(
        level, count, keyBytes, bytes.structure(address + HEAD, (long) count * (keyBytes + CHILD)));
  }
}
