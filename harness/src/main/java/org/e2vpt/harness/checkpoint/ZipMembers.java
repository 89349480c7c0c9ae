package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import com.google.common.math.LongMath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The members of a zip by name, in the order of its directory; each is read when asked for. */
record ZipMembers(FileBytes source, ZipFile zip, ImmutableMap<String, ZipArchiveEntry> entries) {

  private static final int PIECE = 1 << 16;

  /**
   * Reads the directory.
   *
   * @throws IOException if it is damaged, or promises more than such a file can hold
   */
  static ZipMembers open(FileBytes source) throws IOException {
    ZipFile zip = zip(source);
    Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();
    long packed = 0;
    long unpacked = 0;
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      requireReadable(entry);
      if (entries.put(entry.getName(), entry) != null) {
        throw new IOException("it holds two members of name " + entry.getName());
      }
      packed = LongMath.saturatedAdd(packed, entry.getCompressedSize());
      unpacked = LongMath.saturatedAdd(unpacked, entry.getSize());
    }
    if (packed > source.size()) {
      throw new IOException("its members overlap, or the file is cut off");
    }
    Bounds.requirePlausible(unpacked, source.size());
    return new ZipMembers(source, zip, ImmutableMap.copyOf(entries));
  }

  private static ZipFile zip(FileBytes source) throws IOException {
    try {
      return ZipFile.builder().setSeekableByteChannel(source.channel()).get();
    } catch (IOException | IllegalArgumentException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause(); // the library wraps it
      throw new IOException("its zip directory is damaged: " + reason.getMessage(), e);
    }
  }

  private static void requireReadable(ZipArchiveEntry entry) throws IOException {
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    if (entry.getGeneralPurposeBit().usesEncryption()
        || !(stored || entry.getMethod() == ZipEntry.DEFLATED)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its member %s is encrypted or packed by method %d; readable are stored and deflated",
              entry.getName(),
              entry.getMethod()));
    }
    if (entry.getSize() < 0
        || entry.getCompressedSize() < 0
        || stored && entry.getSize() != entry.getCompressedSize()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its member %s has no plausible size: %d bytes, packed %d",
              entry.getName(),
              entry.getSize(),
              entry.getCompressedSize()));
    }
  }

  /** Bytes of a member, unpacked. */
  long size(String name) throws IOException {
    return entry(name).getSize();
  }

  private ZipArchiveEntry entry(String name) throws IOException {
    ZipArchiveEntry entry = entries.get(name);
    if (entry == null) {
      throw new IOException("it has no member " + name);
    }
    return entry;
  }

  /**
   * A whole member.
   *
   * @throws IOException if it is damaged
   */
  ByteBuffer read(String name) throws IOException {
    return read(name, 0, size(name));
  }

  /**
   * A part of a member. The checksum, which is that of a whole member, is compared if the part is
   * the whole.
   *
   * @throws IOException if it is damaged, or shorter
   */
  ByteBuffer read(String name, long from, long length) throws IOException {
    ZipArchiveEntry entry = entry(name);
    if (length > entry.getSize() - from) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its member %s has %d bytes, %d are needed",
              name,
              entry.getSize(),
              LongMath.saturatedAdd(from, length)));
    }
    ByteBuffer bytes =
        entry.getMethod() == ZipEntry.STORED
            ? source.read(LongMath.saturatedAdd(entry.getDataOffset(), from), length)
            : unpacked(entry, from, Math.toIntExact(length));
    if (length == entry.getSize() && checksum(bytes) != entry.getCrc()) {
      throw new IOException("its member %s is damaged, its checksum is wrong".formatted(name));
    }
    return bytes;
  }

  private ByteBuffer unpacked(ZipArchiveEntry entry, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    byte[] piece = new byte[PIECE];
    try (InputStream in = zip.getInputStream(entry)) {
      in.skipNBytes(from);
      while (bytes.hasRemaining()) {
        int read = in.read(piece, 0, Math.min(piece.length, bytes.remaining()));
        if (read < 0) {
          throw new IOException("its member %s is cut off".formatted(entry.getName()));
        }
        bytes.put(piece, 0, read);
      }
      if (length == entry.getSize() && in.read() >= 0) {
        throw new IOException(
            "its member %s is longer than its header says".formatted(entry.getName()));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("its member %s is damaged".formatted(entry.getName()), e);
    }
    return bytes.flip();
  }

  private static long checksum(ByteBuffer bytes) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes.duplicate());
    return checksum.getValue();
  }
}
