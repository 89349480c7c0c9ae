package org.e2vpt.harness.data.archive;

import com.google.common.hash.Hashing;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * TFRecord: of each record its length (uint64), a checksum of the length, the bytes, and a checksum
 * of the bytes, little-endian. A checksum is CRC-32C, rotated by 15 bits and moved by a constant.
 */
public final class TfRecords {

  private static final int LARGEST = 1 << 26;
  private static final int MASK = 0xa282ead8;

  private TfRecords() {}

  /** Gets the records of a pass. */
  @FunctionalInterface
  public interface Visitor {
    void record(byte[] bytes) throws IOException;
  }

  /**
   * Reads records to the end.
   *
   * @param name of the file, for messages
   * @throws IOException naming the file and the record that is damaged
   */
  public static void read(InputStream in, String name, Visitor visitor) throws IOException {
    DataInputStream data = new DataInputStream(in);
    for (int index = 0; ; index++) {
      byte[] header = data.readNBytes(Long.BYTES);
      if (header.length == 0) {
        return;
      }
      byte[] record;
      try {
        record = record(data, header);
      } catch (IOException e) {
        throw damaged(name, index, e);
      }
      visitor.record(record);
    }
  }

  private static byte[] record(DataInputStream data, byte[] header) throws IOException {
    if (header.length < Long.BYTES) {
      throw new EOFException("it ends within a length");
    }
    check(header, data.readInt(), "its length's");
    long length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > LARGEST) {
      throw new IOException("it has %s bytes".formatted(Long.toUnsignedString(length)));
    }
    byte[] record = data.readNBytes((int) length); // takes no memory before there are bytes
    if (record.length < length) {
      throw new EOFException("it ends within its bytes");
    }
    check(record, data.readInt(), "its");
    return record;
  }

  private static void check(byte[] bytes, int stored, String whose) throws IOException {
    if (masked(bytes) != Integer.reverseBytes(stored)) {
      throw new IOException(whose + " checksum is wrong");
    }
  }

  /** The checksum of these bytes as TFRecord stores it. */
  static int masked(byte[] bytes) {
    int crc = Hashing.crc32c().hashBytes(bytes).asInt();
    return Integer.rotateRight(crc, 15) + MASK;
  }

  private static IOException damaged(String name, int index, IOException cause) {
    String reason = cause instanceof EOFException ? "the file ends within it" : cause.getMessage();
    return new IOException(
        String.format(
            Locale.ROOT, "%s: record %d is damaged: %s; fetch it again", name, index, reason),
        cause);
  }
}
