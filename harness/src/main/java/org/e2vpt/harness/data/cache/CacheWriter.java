package org.e2vpt.harness.data.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.file.TemporaryFile;

/**
 * Writes a file of images as they come. It gets its name when it is whole and on the disk: nobody
 * ever reads half of one.
 */
final class CacheWriter implements AutoCloseable {

  private final TemporaryFile file;
  private final Part part;
  private final CacheHeader header;
  private long end;
  private int written;

  /** A file for the images of {@code part}. */
  CacheWriter(Path file, String identity, Part part) throws IOException {
    this.part = part;
    header = CacheHeader.empty(identity, 0, part.size());
    end = CacheHeader.bytes(part.size());
    this.file = TemporaryFile.beside(file);
  }

  /** Appends the image of the part's example at {@code position}. */
  void add(int position, RgbImage image) throws IOException {
    CRC32C checksum = new CRC32C();
    checksum.update(image.pixels());
    header.labels()[position] = part.examples().get(position).label();
    header.heights()[position] = image.height();
    header.widths()[position] = image.width();
    header.checksums()[position] = (int) checksum.getValue();
    header.offsets()[position] = end;
    write(ByteBuffer.wrap(image.pixels()), end);
    end += image.pixels().length;
    written++;
  }

  /** Gives the file its name. */
  void finish() throws IOException {
    if (written != part.size()) {
      throw new IOException(
          String.format(
              Locale.ROOT, "got %d of the %d images of '%s'", written, part.size(), part.name()));
    }
    write(header.encode(end), 0);
    file.complete();
  }

  private void write(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    try {
      while (bytes.hasRemaining()) {
        at += file.channel().write(bytes, at);
      }
    } catch (IOException e) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "cannot write %s after %d bytes: %s; make room there, or choose another folder by -Ddata.root",
              file.path(),
              at,
              e.getMessage()),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
