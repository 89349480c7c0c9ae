package org.e2vpt.harness.data.archive;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.apache.commons.compress.utils.MultiReadOnlySeekableByteChannel;

/** A zip file, in one piece or cut into volumes. Members are found by its directory. */
public final class ZipArchive extends Archive {

  /** Those that need no other library: a zip names XZ, and a class is missing. */
  private static final ImmutableSet<ZipMethod> METHODS =
      ImmutableSet.of(
          ZipMethod.STORED, ZipMethod.DEFLATED, ZipMethod.ENHANCED_DEFLATED, ZipMethod.BZIP2);

  private final ImmutableList<Path> volumes;

  private ZipArchive(String name, ImmutableList<Path> volumes) {
    super(name);
    this.volumes = volumes;
  }

  /** The zip file at {@code file}. */
  public static ZipArchive of(Path file) {
    return new ZipArchive(file.getFileName().toString(), ImmutableList.of(file));
  }

  /** A zip file that was cut: {@code train.zip.001}, {@code train.zip.002}, … */
  public static ZipArchive ofVolumes(List<Path> volumes) {
    String first = volumes.get(0).getFileName().toString();
    return new ZipArchive(
        first.substring(0, first.lastIndexOf('.')), ImmutableList.copyOf(volumes));
  }

  @Override
  void pass(Predicate<String> wanted, int count, Visitor visitor) throws IOException {
    try (SeekableByteChannel bytes =
            MultiReadOnlySeekableByteChannel.forPaths(volumes.toArray(Path[]::new));
        ZipFile zip = open(bytes)) {
      int seen = 0;
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        String member = safe(entry.getName());
        if (seen < count && !entry.isDirectory() && wanted.test(member)) {
          seen++;
          try (InputStream content = content(zip, entry, bytes.size())) {
            visitor.member(member, content);
          }
        }
      }
    }
  }

  private ZipFile open(SeekableByteChannel bytes) throws IOException {
    try {
      return ZipFile.builder().setSeekableByteChannel(bytes).get();
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  private InputStream content(ZipFile zip, ZipArchiveEntry entry, long size) throws IOException {
    boolean known = METHODS.contains(ZipMethod.getMethodByCode(entry.getMethod()));
    if (!known || !zip.canReadEntryData(entry)) {
      throw broken(
          new IOException("'%s' is encrypted or packed in a rare way".formatted(entry.getName())));
    }
    try {
      String place = place(entry.getName());
      long packed = Math.min(entry.getCompressedSize(), size);
      return new Checked(
          new BoundedStream(zip.getInputStream(entry), place, () -> packed), place, entry.getCrc());
    } catch (IOException | RuntimeException e) {
      throw broken(e);
    }
  }

  /** Compares the checksum at the end, which {@link ZipFile} does not. */
  private static final class Checked extends FilterInputStream {

    private final CheckedInputStream checked;
    private final String place;
    private final long crc;

    private Checked(InputStream in, String place, long crc) {
      this(new CheckedInputStream(in, new CRC32()), place, crc);
    }

    private Checked(CheckedInputStream checked, String place, long crc) {
      super(checked);
      this.checked = checked;
      this.place = place;
      this.crc = crc;
    }

    @Override
    public int read() throws IOException {
      return verified(super.read());
    }

    @Override
    public int read(byte[] to, int start, int length) throws IOException {
      return verified(super.read(to, start, length));
    }

    private int verified(int read) throws IOException {
      if (read < 0 && checked.getChecksum().getValue() != crc) {
        throw new IOException(
            "%s is damaged, its checksum is wrong: fetch the archive again".formatted(place));
      }
      return read;
    }
  }
}
