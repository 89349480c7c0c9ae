package org.e2vpt.harness.data.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What comes out of a decompressor, with a limit: a decompression bomb is refused, not unpacked.
 * Errors name the file.
 */
final class BoundedStream extends FilterInputStream {

  /** The most that a packed byte may become on average: zeros come to 1000, data sets to 20. */
  private static final long RATIO = 200;

  /** So many bytes are allowed whatever the ratio: NORB's lists of classes come to 280. */
  private static final long ALWAYS = 1L << 26;

  private final String name;
  private final LongSupplier packed;
  private long count;

  /**
   * Limits {@code in}.
   *
   * @param name of the file, for messages
   * @param packed bytes that the decompressor has taken, or may take
   */
  BoundedStream(InputStream in, String name, LongSupplier packed) {
    super(in);
    this.name = name;
    this.packed = packed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] to, int start, int length) throws IOException {
    int read;
    try {
      read = super.read(to, start, length);
    } catch (IOException | RuntimeException e) { // decompressors throw both for damaged data
      throw new ArchiveException(
          "cannot unpack %s: %s; it is damaged or incomplete, fetch it again"
              .formatted(name, e.getMessage()),
          e);
    }
    count += Math.max(0, read);
    if (count > ALWAYS && count > RATIO * packed.getAsLong()) {
      throw new ArchiveException(
          String.format(
              Locale.ROOT,
              "%d bytes of %s unpack to more than %d: it is a decompression bomb, delete it",
              packed.getAsLong(),
              name,
              count),
          null);
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    byte[] skipped = new byte[(int) Math.min(bytes, 1 << 16)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
