package org.e2vpt.harness.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * What stands before the pixels of a JPEG file, put so that Java decodes the stored values: its
 * decoder would convert by an embedded colour profile, and refuses to guess the colours of a file
 * that does not name them. Others ignore the one and guess the other.
 */
final class Jpeg {

  private static final int FIRST = 0xFF00;
  private static final int START = 0xFFD8;
  private static final int SCAN = 0xFFDA;
  private static final int JFIF = 0xFFE0;
  private static final int ADOBE = 0xFFEE;
  private static final int LAST_APPLICATION = 0xFFEF;
  private static final int COMMENT = 0xFFFE;

  /** Any number of these bytes may precede a marker. */
  private static final int FILL = 0xFFFF;

  /** A JFIF segment: version 1.1, square pixels, no thumbnail. It says that colours are YCbCr. */
  private static final byte[] JFIF_SEGMENT = {
    (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private Jpeg() {}

  /**
   * The file without the segments of applications but JFIF and Adobe, and with a JFIF segment if it
   * has neither and its colours are not named R, G, B. Other files are returned as they are.
   *
   * @throws IOException if the segments are cut
   */
  static byte[] plain(byte[] file) throws IOException {
    if (file.length < 4 || word(file, 0) != START) {
      return file;
    }
    ByteArrayOutputStream segments = new ByteArrayOutputStream(file.length);
    boolean namesColours = false;
    int start = 2;
    while (true) {
      if (start + 4 > file.length) {
        throw new IOException("the file ends before its pixels");
      }
      int marker = word(file, start);
      if (marker == FILL) {
        start++;
        continue;
      }
      if (marker < FIRST) {
        return file; // garbage between segments: the decoder knows what to do
      }
      if (marker == SCAN) {
        return joined(file, start, segments, namesColours);
      }
      int end = start + 2 + word(file, start + 2); // the length counts itself
      if (end < start + 4 || end > file.length) {
        throw new IOException("the file ends before its pixels");
      }
      boolean kept = marker == JFIF || marker == ADOBE;
      namesColours |= kept || namesRgb(marker, file, start, end);
      if (kept || !(marker > JFIF && marker <= LAST_APPLICATION || marker == COMMENT)) {
        segments.write(file, start, end - start);
      }
      start = end;
    }
  }

  /** Two bytes, the higher first. */
  private static int word(byte[] file, int at) {
    return (file[at] & 0xFF) << Byte.SIZE | file[at + 1] & 0xFF;
  }

  private static byte[] joined(
      byte[] file, int scan, ByteArrayOutputStream segments, boolean namesColours)
      throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream(file.length + JFIF_SEGMENT.length);
    plain.write(file, 0, 2);
    if (!namesColours) {
      plain.writeBytes(JFIF_SEGMENT);
    }
    segments.writeTo(plain);
    plain.write(file, scan, file.length - scan);
    return plain.toByteArray();
  }

  /** Whether this is the head of a frame whose three components are called R, G and B. */
  private static boolean namesRgb(int marker, byte[] file, int start, int end) {
    boolean frame =
        marker >= 0xFFC0
            && marker <= 0xFFCF
            && marker != 0xFFC4
            && marker != 0xFFC8
            && marker != 0xFFCC;
    return frame
        && end - start == 19
        && file[start + 10] == 'R'
        && file[start + 13] == 'G'
        && file[start + 16] == 'B';
  }
}
