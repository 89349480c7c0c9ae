package org.e2vpt.harness.data.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Unpacks blocks of zlib's format whose size is known from elsewhere, and only if it can be. */
final class Zlib {

  /** Deflate cannot do better: two bits for a run of 258 bytes. */
  private static final long RATIO = 1032;

  private Zlib() {}

  /**
   * The whole content of a block.
   *
   * @param length of the content, for which memory is taken only if the block can have so much
   * @throws IOException if the block is damaged, or has another length
   */
  static byte[] unpack(ByteBuffer packed, long length) throws IOException {
    if (length < 0 || length > RATIO * packed.remaining()) {
      throw new IOException(
          String.format(Locale.ROOT, "%d bytes cannot unpack to %d", packed.remaining(), length));
    }
    byte[] content = new byte[Math.toIntExact(length)];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed.duplicate());
      int end = inflate(inflater, content);
      boolean over = inflater.inflate(new byte[1]) > 0;
      if (end < length || over || !inflater.finished()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "a block unpacks to %s bytes, expected %d",
                over ? "more" : String.valueOf(end),
                length));
      }
      return content;
    } catch (DataFormatException e) {
      throw damaged(e);
    } finally {
      inflater.end();
    }
  }

  /** The first bytes of the content of a block, or all if it has less. */
  static byte[] beginning(ByteBuffer packed, int atMost) throws IOException {
    byte[] content = new byte[atMost];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed.duplicate());
      return Arrays.copyOf(content, inflate(inflater, content));
    } catch (DataFormatException e) {
      throw damaged(e);
    } finally {
      inflater.end();
    }
  }

  private static int inflate(Inflater inflater, byte[] to) throws DataFormatException {
    int at = 0;
    int read = 1;
    while (at < to.length && read > 0) {
      read = inflater.inflate(to, at, to.length - at);
      at += read;
    }
    return at;
  }

  private static IOException damaged(DataFormatException cause) {
    return new IOException("a block cannot be unpacked: " + cause.getMessage(), cause);
  }
}
