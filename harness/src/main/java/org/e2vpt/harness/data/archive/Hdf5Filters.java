package org.e2vpt.harness.data.archive;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * What was done to the chunks of an HDF5 file when they were written, in this order: deflated,
 * shuffled (the first bytes of all values, then the second ones, …), a checksum added.
 *
 * @param ids as the specification numbers them
 * @param valueBytes of a value, which shuffling needs
 */
record Hdf5Filters(ImmutableList<Integer> ids, int valueBytes) {

  static final Hdf5Filters NONE = new Hdf5Filters(ImmutableList.of(), 1);

  private static final int DEFLATE = 1;
  private static final int SHUFFLE = 2;
  private static final int FLETCHER32 = 3;
  private static final int FIRST_NAMED = 256;
  private static final int MODULUS = 65535;

  boolean isEmpty() {
    return ids.isEmpty();
  }

  static Hdf5Filters of(ByteBuffer message, int valueBytes) throws IOException {
    int version = message.get();
    int count = Byte.toUnsignedInt(message.get());
    Hdf5File.skip(message, version == 1 ? 6 : 0);
    ImmutableList.Builder<Integer> ids = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      int id = Short.toUnsignedInt(message.getShort());
      if (id < DEFLATE || id > FLETCHER32) {
        throw new IOException(
            String.format(Locale.ROOT, "its chunks went through the unknown filter %d", id));
      }
      boolean named = version == 1 || id >= FIRST_NAMED;
      int name = named ? Short.toUnsignedInt(message.getShort()) : 0;
      message.getShort(); // flags
      int values = Short.toUnsignedInt(message.getShort());
      Hdf5File.skip(message, (name + 7) / 8 * 8);
      Hdf5File.skip(message, Integer.BYTES * (values + (version == 1 ? values % 2 : 0)));
      ids.add(id);
    }
    return new Hdf5Filters(ids.build(), valueBytes);
  }

  /**
   * The content of a chunk.
   *
   * @param skipped a bit for each filter that was not applied
   * @param length of the content
   */
  byte[] undo(ByteBuffer stored, int skipped, int length) throws IOException {
    byte[] content = new byte[stored.remaining()];
    stored.get(content);
    for (int i = ids.size() - 1; i >= 0; i--) {
      if ((skipped >> i & 1) == 0) {
        content =
            switch (ids.get(i)) {
              case DEFLATE -> Zlib.unpack(ByteBuffer.wrap(content), length);
              case SHUFFLE -> unshuffled(content, valueBytes);
              default -> withoutChecksum(content);
            };
      }
    }
    if (content.length != length) {
      throw new IOException(
          String.format(Locale.ROOT, "a chunk has %d bytes, expected %d", content.length, length));
    }
    return content;
  }

  private static byte[] unshuffled(byte[] shuffled, int valueBytes) {
    int values = shuffled.length / valueBytes;
    byte[] content = shuffled.clone(); // what is left over was not shuffled
    for (int i = 0; i < values * valueBytes; i++) {
      content[i % values * valueBytes + i / values] = shuffled[i];
    }
    return content;
  }

  private static byte[] withoutChecksum(byte[] checked) throws IOException {
    int length = checked.length - Integer.BYTES;
    if (length < 0) {
      throw new IOException("a chunk has no checksum");
    }
    ByteBuffer stored = ByteBuffer.wrap(checked, length, Integer.BYTES);
    stored.order(ByteOrder.LITTLE_ENDIAN);
    int first = Short.toUnsignedInt(stored.getShort());
    int second = Short.toUnsignedInt(stored.getShort());
    byte[] content = Arrays.copyOf(checked, length);
    long[] sums = fletcher32(content);
    if (first % MODULUS != sums[0] || second % MODULUS != sums[1]) { // 0 is written as either
      throw new IOException("the checksum of a chunk is wrong");
    }
    return content;
  }

  /** Two sums of big-endian numbers of 16 bits, as HDF5's {@code H5_checksum_fletcher32}. */
  private static long[] fletcher32(byte[] content) {
    long first = 0;
    long second = 0;
    for (int i = 0; i < content.length; i += 2) {
      int low = i + 1 < content.length ? Byte.toUnsignedInt(content[i + 1]) : 0;
      first = (first + (Byte.toUnsignedInt(content[i]) << Byte.SIZE | low)) % MODULUS;
      second = (second + first) % MODULUS;
    }
    return new long[] {first, second};
  }
}
