package org.e2vpt.harness.data.archive;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * The groups and data sets of an HDF5 file, as the <a
 * href="https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html">specification of the
 * format</a> has them: of its first generation, which h5py writes by default, and of the later one
 * as far as small files need it. Whatever is damaged or rare gives an {@link IOException}; also
 * {@link java.nio.BufferUnderflowException} and {@link ArithmeticException}, for fields that lie
 * beyond their structure and sizes beyond 64 bits.
 */
final class Hdf5File implements Closeable {

  private static final long SIGNATURE = 0x0a1a0a0d46444889L;
  private static final int WIDTH = 8;
  private static final int OLD_SUPERBLOCK = 24;
  private static final int NEW_SUPERBLOCK = 12;
  private static final int PREFIX = 64;
  private static final int SYMBOL = 40;

  static final int DATASPACE = 0x01;
  static final int LINKS_ELSEWHERE = 0x02;
  static final int DATATYPE = 0x03;
  static final int LINK = 0x06;
  static final int LAYOUT = 0x08;
  static final int FILTERS = 0x0b;
  static final int CONTINUATION = 0x10;
  static final int SYMBOL_TABLE = 0x11;

  /** A part of the description of a group or data set. */
  record Message(int type, boolean shared, ByteBuffer content) {}

  private final Hdf5Bytes bytes;
  private final long root;

  private Hdf5File(Hdf5Bytes bytes, long root) {
    this.bytes = bytes;
    this.root = root;
  }

  /** Reads from a channel, which is closed with this object, and if it cannot be opened. */
  static Hdf5File open(FileChannel channel) throws IOException {
    Hdf5Bytes bytes = new Hdf5Bytes(channel);
    try {
      return new Hdf5File(bytes, root(bytes));
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** The address of the root group's description. */
  private static long root(Hdf5Bytes bytes) throws IOException {
    ByteBuffer superblock = bytes.beginning(0, 2 * PREFIX);
    if (superblock.getLong() != SIGNATURE) {
      throw new IOException("it does not begin as one");
    }
    int version = superblock.get();
    boolean old = version == 0 || version == 1;
    if (!old && version != 2 && version != 3) {
      throw new IOException(String.format(Locale.ROOT, "it is of the unknown version %d", version));
    }
    int widths = old ? 13 : 9;
    if (superblock.get(widths) != WIDTH || superblock.get(widths + 1) != WIDTH) {
      throw new IOException("its addresses have another width than 64 bits");
    }
    superblock.position((old ? OLD_SUPERBLOCK : NEW_SUPERBLOCK) + (version == 1 ? 4 : 0));
    if (superblock.getLong() != 0) {
      throw new IOException("something stands before it");
    }
    superblock.getLong(); // free space, or an extension
    superblock.getLong(); // the file's end
    superblock.getLong(); // a driver, or the root group's description
    if (old) {
      superblock.getLong(); // where the root group's name would be
    } else {
      superblock.position(superblock.position() - WIDTH);
    }
    return superblock.getLong();
  }

  /** The data set at a path such as {@code latents/classes}. */
  Hdf5Dataset dataset(String path) throws IOException {
    long address = root;
    for (String name : path.split("/")) {
      address = child(messages(address), name);
    }
    return Hdf5Dataset.of(bytes, messages(address));
  }

  private List<Message> messages(long address) throws IOException {
    ByteBuffer prefix = bytes.beginning(address, PREFIX);
    boolean old = prefix.get(0) == 1;
    Deque<ByteBuffer> blocks = new ArrayDeque<>();
    int creationOrder = 0;
    if (old) {
      blocks.add(bytes.structure(address + 16, Integer.toUnsignedLong(prefix.getInt(8))));
    } else {
      Hdf5Bytes.signed("OHDR", prefix).get(); // the version
      int flags = prefix.get();
      creationOrder = (flags & 0x04) == 0 ? 0 : 2;
      int at = 6 + ((flags & 0x20) == 0 ? 0 : 16) + ((flags & 0x10) == 0 ? 0 : 4);
      int width = 1 << (flags & 3);
      long length = unsigned(prefix.position(at), width);
      blocks.add(bytes.structure(address + at + width, length));
    }
    List<Message> messages = new ArrayList<>();
    while (!blocks.isEmpty()) {
      ByteBuffer block = blocks.remove();
      int head = old ? 8 : 4 + creationOrder;
      while (block.remaining() >= head) {
        int type = old ? Short.toUnsignedInt(block.getShort()) : Byte.toUnsignedInt(block.get());
        int length = Short.toUnsignedInt(block.getShort());
        boolean shared = (block.get() & 2) != 0;
        skip(block, old ? 3 : creationOrder);
        ByteBuffer content = slice(block, length);
        if (type == CONTINUATION) {
          blocks.add(continuation(content, old));
        } else {
          messages.add(new Message(type, shared, content));
        }
      }
    }
    return messages;
  }

  private ByteBuffer continuation(ByteBuffer message, boolean old) throws IOException {
    long address = message.getLong();
    long length = message.getLong();
    if (old) {
      return bytes.structure(address, length);
    }
    ByteBuffer block = bytes.signed("OCHK", address, length);
    return slice(block, block.remaining() - Integer.BYTES); // without a checksum
  }

  /** The address of the description of the group or data set of this name in a group. */
  private long child(List<Message> group, String name) throws IOException {
    for (Message message : group) {
      if (message.type == LINK && name.equals(linkName(message.content.duplicate()))) {
        return message.content.getLong(message.content.limit() - WIDTH);
      }
      if (message.type == SYMBOL_TABLE) {
        ByteBuffer table = message.content.order(ByteOrder.LITTLE_ENDIAN);
        long tree = table.getLong();
        long found = symbol(tree, heap(table.getLong()), name, Integer.MAX_VALUE);
        if (found >= 0) {
          return found;
        }
      }
    }
    boolean elsewhere =
        group.stream()
            .anyMatch(message -> message.type == LINKS_ELSEWHERE && hasHeap(message.content));
    throw new IOException(
        elsewhere ? "its names are stored in a rare way" : "there is no '%s'".formatted(name));
  }

  /** Whether a group has so many names that they are in a heap of their own. */
  private static boolean hasHeap(ByteBuffer linkInfo) {
    boolean counted = (linkInfo.get(1) & 1) != 0;
    return linkInfo.getLong(counted ? 10 : 2) != -1;
  }

  /** The name in a link to something in this file, or nothing. */
  private static String linkName(ByteBuffer link) throws IOException {
    link.get(); // the version
    int flags = link.get();
    int type = (flags & 0x08) == 0 ? 0 : link.get();
    skip(link, ((flags & 0x04) == 0 ? 0 : WIDTH) + ((flags & 0x10) == 0 ? 0 : 1));
    long length = unsigned(link, 1 << (flags & 3));
    ByteBuffer name = slice(link, length);
    return type == 0 && link.remaining() == WIDTH
        ? StandardCharsets.UTF_8.decode(name).toString()
        : "";
  }

  private ByteBuffer heap(long address) throws IOException {
    ByteBuffer heap = bytes.signed("HEAP", address, 32);
    skip(heap, 4);
    long length = heap.getLong();
    heap.getLong(); // free space
    return bytes.structure(heap.getLong(), length);
  }

  /**
   * The address that a node of a tree of names has for a name, or -1.
   *
   * @param above the level of the node above
   */
  private long symbol(long address, ByteBuffer heap, String name, int above) throws IOException {
    ByteBuffer begin = bytes.beginning(address, 24);
    if (begin.get(0) == 'S') {
      int count = Short.toUnsignedInt(Hdf5Bytes.signed("SNOD", begin).getShort(6));
      ByteBuffer symbols = bytes.structure(address + 8, (long) count * SYMBOL);
      for (int i = 0; i < count; i++) {
        if (isAt(heap, symbols.getLong(i * SYMBOL), name)) {
          return symbols.getLong(i * SYMBOL + WIDTH);
        }
      }
      return -1;
    }
    Hdf5Tree.Node node = Hdf5Tree.node(bytes, address, Hdf5Tree.NAMES, WIDTH, above);
    for (int i = 0; i < node.count(); i++) {
      long found = symbol(node.child(i), heap, name, node.level());
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  private static boolean isAt(ByteBuffer heap, long offset, String name) throws IOException {
    byte[] expected = (name + '\0').getBytes(StandardCharsets.UTF_8);
    if (offset < 0 || offset > heap.limit()) {
      throw new IOException("a name lies outside of the names");
    }
    ByteBuffer found = heap.duplicate().position((int) offset);
    found.limit(Math.min(heap.limit(), (int) offset + expected.length));
    return found.equals(ByteBuffer.wrap(expected));
  }

  /** A number of 1, 2, 4 or 8 bytes. */
  static long unsigned(ByteBuffer in, int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (long) Byte.toUnsignedInt(in.get()) << (Byte.SIZE * i);
    }
    return value;
  }

  static void skip(ByteBuffer in, int count) throws IOException {
    slice(in, count);
  }

  /** The next bytes, which are passed. */
  static ByteBuffer slice(ByteBuffer in, long length) throws IOException {
    if (length < 0 || length > in.remaining()) {
      throw new IOException("a part is longer than the whole");
    }
    ByteBuffer slice = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return slice;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
