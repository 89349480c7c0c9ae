package org.e2vpt.harness.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * The bytes of a file, read where they are needed.
 *
 * @param name for messages
 */
record FileBytes(String name, SeekableByteChannel channel, long size) implements Closeable {

  static FileBytes of(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    return new FileBytes(file.toString(), channel, channel.size());
  }

  static FileBytes of(String name, byte[] content) {
    return new FileBytes(name, new SeekableInMemoryByteChannel(content), content.length);
  }

  /**
   * The bytes from {@code position}, little-endian. Nothing is allocated for bytes that the file
   * does not have.
   *
   * @throws IOException if they are not there
   */
  ByteBuffer read(long position, long length) throws IOException {
    if (position < 0 || length < 0 || length > size - position) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it is cut off: bytes %d to %d of a file of %d",
              position,
              position + length,
              size));
    }
    if (length > Integer.MAX_VALUE) {
      throw new IOException(
          String.format(Locale.ROOT, "%d bytes in one piece are more than can be read", length));
    }
    // Outside the heap: no second copy on the way from the file, and no rounding up to regions.
    ByteBuffer bytes = ByteBuffer.allocateDirect((int) length).order(ByteOrder.LITTLE_ENDIAN);
    synchronized (channel) {
      channel.position(position);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw new IOException("it became shorter while it was read");
        }
      }
    }
    return bytes.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
