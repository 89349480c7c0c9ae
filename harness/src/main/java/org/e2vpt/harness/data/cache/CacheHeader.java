package org.e2vpt.harness.data.cache;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;

/**
 * The head of a file of images. In the file, big-endian:
 *
 * <pre>
 * 8   "E2VPTIMG"
 * 4   version of this form
 * 64  identity: sha256 in hexadecimal over whatever the pixels depend on
 * 8   bytes of the whole file
 * 4   N
 * N ·(label 4, height 4, width 4, CRC32C of the pixels 4, offset in the file 8)
 * 32  sha256 of everything above
 * </pre>
 *
 * and behind it the pixels, (H, W, 3) bytes of each image, in the order in which they were decoded.
 */
@SuppressWarnings("ArrayRecordComponent") // a table that nobody compares
record CacheHeader(
    String identity,
    long fileBytes,
    int[] labels,
    int[] heights,
    int[] widths,
    int[] checksums,
    long[] offsets) {

  private static final byte[] MAGIC = "E2VPTIMG".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int IDENTITY = 64;
  private static final int PREFIX = 8 + 4 + IDENTITY + 8 + 4;
  private static final int ENTRY = 4 * 4 + 8;
  private static final int HASH = 32;

  /** A head for {@code size} images, to be filled in. */
  static CacheHeader empty(String identity, long fileBytes, int size) {
    return new CacheHeader(
        identity,
        fileBytes,
        new int[size],
        new int[size],
        new int[size],
        new int[size],
        new long[size]);
  }

  /** Bytes of a head of {@code size} images: where the pixels begin. */
  static long bytes(int size) {
    return PREFIX + (long) ENTRY * size + HASH;
  }

  int size() {
    return labels.length;
  }

  Size imageSize(int index) {
    return new Size(heights[index], widths[index]);
  }

  int imageBytes(int index) {
    return heights[index] * widths[index] * RgbImage.CHANNELS;
  }

  /** The head as bytes, with another size of the file. */
  ByteBuffer encode(long actualFileBytes) {
    ByteBuffer out = ByteBuffer.allocate((int) bytes(size()));
    out.put(MAGIC).putInt(VERSION).put(identity.getBytes(StandardCharsets.US_ASCII));
    out.putLong(actualFileBytes).putInt(size());
    for (int i = 0; i < size(); i++) {
      out.putInt(labels[i]).putInt(heights[i]).putInt(widths[i]);
      out.putInt(checksums[i]).putLong(offsets[i]);
    }
    out.put(Hashing.sha256().hashBytes(out.array(), 0, out.position()).asBytes());
    return out.flip();
  }

  /**
   * Reads the head of a file.
   *
   * @return empty if the file is of another form
   * @throws IOException saying what is damaged
   */
  static Optional<CacheHeader> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer prefix = read(channel, PREFIX, 0, file);
      byte[] magic = new byte[MAGIC.length];
      prefix.get(magic);
      if (!Arrays.equals(magic, MAGIC) || prefix.getInt() != VERSION) {
        return Optional.empty();
      }
      byte[] identity = new byte[IDENTITY];
      prefix.get(identity);
      long fileBytes = prefix.getLong();
      int size = prefix.getInt();
      if (size < 1 || bytes(size) > channel.size() || fileBytes != channel.size()) {
        throw new IOException(
            String.format(
                Locale.ROOT, "%s has %d bytes, expected %d", file, channel.size(), fileBytes));
      }
      ByteBuffer head = read(channel, (int) bytes(size), 0, file);
      HashCode expected = Hashing.sha256().hashBytes(head.array(), 0, head.limit() - HASH);
      byte[] actual = Arrays.copyOfRange(head.array(), head.limit() - HASH, head.limit());
      if (!Arrays.equals(expected.asBytes(), actual)) {
        throw new IOException("%s is damaged in its head".formatted(file));
      }
      CacheHeader header = empty(new String(identity, StandardCharsets.US_ASCII), fileBytes, size);
      head.position(PREFIX);
      for (int i = 0; i < size; i++) {
        header.labels[i] = head.getInt();
        header.heights[i] = head.getInt();
        header.widths[i] = head.getInt();
        header.checksums[i] = head.getInt();
        header.offsets[i] = head.getLong();
      }
      return Optional.of(header);
    } catch (EOFException e) {
      throw new IOException("%s ends in its head".formatted(file), e);
    }
  }

  private static ByteBuffer read(FileChannel channel, int bytes, long from, Path file)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException(file.toString());
      }
    }
    return buffer.flip();
  }
}
