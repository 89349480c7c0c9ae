package org.e2vpt.harness.data.archive;

import com.google.common.io.CountingInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.e2vpt.harness.file.TemporaryFile;

/** Files packed with gzip. */
public final class Gzip {

  private static final int BUFFER = 1 << 16;
  private static final int MAGIC = 0x1f8b;

  private Gzip() {}

  /**
   * The file's content, unpacked if it is packed: the names of some data sets promise a gzip file
   * and their files are none.
   *
   * @throws IOException naming the file if it cannot be opened
   */
  public static InputStream open(Path file) throws IOException {
    InputStream packed = Files.newInputStream(file);
    try {
      return unpack(packed, file.getFileName().toString());
    } catch (IOException e) {
      packed.close();
      throw e;
    }
  }

  /** The content of a stream, unpacked if it is packed. */
  static InputStream unpack(InputStream packed, String name) throws IOException {
    CountingInputStream counted = new CountingInputStream(packed);
    BufferedInputStream in = new BufferedInputStream(counted, BUFFER);
    in.mark(2);
    int magic = in.read() << Byte.SIZE | in.read();
    in.reset();
    if (magic != MAGIC) {
      return in;
    }
    try {
      return new BoundedStream(new GZIPInputStream(in, BUFFER), name, counted::getCount);
    } catch (IOException e) {
      throw new ArchiveException(
          "cannot unpack %s: its head is damaged (%s); fetch it again"
              .formatted(name, e instanceof EOFException ? "it is cut" : e.getMessage()),
          e);
    }
  }

  /**
   * Unpacks into a temporary file beside the packed one, where there was room for that. It has no
   * name, so that nothing is left whatever ends this process.
   *
   * @throws IOException naming both files
   */
  public static TemporaryFile unpackBeside(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new AccessDeniedException(file.toString());
    }
    TemporaryFile unpacked = TemporaryFile.beside(file);
    unpacked.unlink();
    try (InputStream in = open(file)) {
      in.transferTo(Channels.newOutputStream(unpacked.channel()));
      return unpacked;
    } catch (IOException e) {
      unpacked.close();
      Path folder = file.toAbsolutePath().getParent();
      throw new IOException(
          "cannot unpack %s into %s: %s".formatted(file.getFileName(), folder, e.getMessage()), e);
    }
  }
}
