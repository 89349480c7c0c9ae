package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a camera was held, as it is written into JPEG and PNG files.
 *
 * <p>Source: EXIF 2.32, tag 0x0112.
 */
public final class ExifOrientation {

  /** The pixels are stored as they are meant to be seen. */
  public static final int UPRIGHT = 1;

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;

  /** A segment of a JPEG file has at most 64 KiB, and EXIF's is among the first. */
  private static final int HEAD_BYTES = 1 << 17;

  private ExifOrientation() {}

  /** The orientation, 1 to 8; 1 for a file that names none, or is damaged. */
  public static int of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(HEAD_BYTES));
    }
  }

  static int of(byte[] head) {
    ByteBuffer file = ByteBuffer.wrap(head);
    try {
      if (Jpeg.begins(head)) {
        return jpeg(file.position(2));
      }
      return file.getLong() == Png.SIGNATURE ? png(file) : UPRIGHT;
    } catch (BufferUnderflowException e) {
      return UPRIGHT; // nothing up to the end of what was read
    }
  }

  private static int jpeg(ByteBuffer file) {
    while (true) {
      int marker = file.getShort() & 0xFFFF;
      int length = (file.getShort() & 0xFFFF) - Short.BYTES;
      if (marker <= 0xFF00 || marker == 0xFFDA || length < 0) {
        return UPRIGHT;
      }
      byte[] segment = new byte[Math.min(length, file.remaining())];
      file.get(segment);
      if (marker == 0xFFE1
          && new String(segment, StandardCharsets.ISO_8859_1).startsWith("Exif\0\0")) {
        return tiff(ByteBuffer.wrap(segment, 6, segment.length - 6).slice());
      }
    }
  }

  private static int png(ByteBuffer file) {
    while (true) {
      int length = file.getInt();
      int chunk = file.getInt();
      if (chunk == 0x65584966) { // eXIf
        return tiff(file.slice());
      }
      if (length < 0 || length > file.remaining() - Integer.BYTES) {
        return UPRIGHT;
      }
      file.position(file.position() + length + Integer.BYTES);
    }
  }

  private static int tiff(ByteBuffer tiff) {
    tiff.order(tiff.getShort() == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    tiff.getShort(); // 42
    int directory = tiff.getInt();
    if (directory < 0 || directory > tiff.limit()) {
      return UPRIGHT;
    }
    tiff.position(directory);
    for (int entries = tiff.getShort() & 0xFFFF; entries > 0; entries--) {
      int tag = tiff.getShort() & 0xFFFF;
      int type = tiff.getShort();
      tiff.getInt(); // count
      int value = tiff.getShort();
      tiff.getShort();
      if (tag == TAG) {
        return type == SHORT && value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
