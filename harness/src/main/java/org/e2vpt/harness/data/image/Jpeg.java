package org.e2vpt.harness.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;

/**
 * What stands before the pixels of a JPEG file, read by the rules of libjpeg, and put so that Java
 * decodes the stored values by the same rules: its decoder would convert by an embedded colour
 * profile, and refuses files whose segments name their colours in several ways or in none.
 *
 * <p>Source: ITU T.81, annex B; libjpeg's jdapimin.c for the colours.
 */
final class Jpeg {

  private static final int START = 0xD8;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int TABLES = 0xDB;
  private static final int CODES = 0xC4;
  private static final int RESTART_INTERVAL = 0xDD;
  private static final int JFIF = 0xE0;
  private static final int ADOBE = 0xEE;
  private static final int PROGRESSIVE = 0xC2;

  /** A JFIF segment: version 1.1, square pixels, no thumbnail. It says that colours are YCbCr. */
  private static final byte[] JFIF_SEGMENT = {
    (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  /** An Adobe segment with the transform 0. It says that colours are not transformed. */
  private static final byte[] ADOBE_SEGMENT = {
    (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  /** In a scan of all blocks each takes a bit or more, and has 64 pixels. */
  private static final int MOST_PIXELS_PER_BYTE = 512;

  /** Progressive files of all programs have about ten; hostile ones waste time with thousands. */
  private static final int MOST_SCANS = 100;

  private final byte[] file;
  private final ByteArrayOutputStream segments = new ByteArrayOutputStream();
  private boolean jfif;
  private int adobe = -1;
  private int frame = -1;

  private Jpeg(byte[] file) {
    this.file = file;
  }

  static boolean begins(byte[] file) {
    return file.length > 3
        && (file[0] & 0xFF) == 0xFF
        && (file[1] & 0xFF) == START
        && (file[2] & 0xFF) == 0xFF;
  }

  /**
   * The file without what is said by applications, with one segment that names its colours.
   *
   * @throws IOException if it is cut, too large, or of a kind that is not decoded, with a reason
   *     that does not name the file
   */
  static byte[] plain(byte[] file) throws IOException {
    return new Jpeg(file).plain();
  }

  private byte[] plain() throws IOException {
    int at = nextMarker(2);
    while (marker(at) != SCAN) {
      if (marker(at) == END) {
        throw new IOException("it has no pixels");
      }
      int end = end(at);
      read(at, end);
      at = nextMarker(end);
    }
    if (frame < 0) {
      throw new IOException("its pixels come before their size");
    }
    requireEnd(at);
    ByteArrayOutputStream plain = new ByteArrayOutputStream(file.length + JFIF_SEGMENT.length);
    plain.write(file, 0, 2);
    if (components() == 3) {
      plain.writeBytes(isRgb() ? ADOBE_SEGMENT : JFIF_SEGMENT);
    }
    segments.writeTo(plain);
    plain.write(file, at, file.length - at);
    return plain.toByteArray();
  }

  /** The place of a marker's 0xFF; bytes that belong to nothing may precede it. */
  private int nextMarker(int from) throws IOException {
    for (int at = from; at + 1 < file.length; at++) {
      int marker = marker(at);
      boolean hasNoLength = marker == 1 || marker >= 0xD0 && marker <= START;
      if (file[at] == (byte) 0xFF && marker != 0 && marker != 0xFF && !hasNoLength) {
        return at;
      }
    }
    throw new IOException("the file ends before its pixels");
  }

  private int marker(int at) {
    return file[at + 1] & 0xFF;
  }

  /** Where the segment ends; its length counts itself. */
  private int end(int at) throws IOException {
    int length = at + 4 <= file.length ? word(at + 2) : 0;
    if (length < 2 || at + 2 + length > file.length) {
      throw new IOException("the file ends before its pixels");
    }
    return at + 2 + length;
  }

  /** Two bytes, the higher first. */
  private int word(int at) {
    return (file[at] & 0xFF) << Byte.SIZE | file[at + 1] & 0xFF;
  }

  private void read(int at, int end) throws IOException {
    int marker = marker(at);
    if (marker == JFIF && names(at, end, "JFIF\0")) {
      jfif = true;
    } else if (marker == ADOBE && names(at, end, "Adobe") && end - at >= 16) {
      adobe = file[at + 15] & 0xFF;
    } else if (isFrame(marker)) {
      frame = at;
      requireDecodable(marker, end);
      segments.write(file, at, end - at);
    } else if (marker == TABLES || marker == CODES || marker == RESTART_INTERVAL) {
      segments.write(file, at, end - at);
    }
  }

  private boolean names(int at, int end, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (at + 4 + i >= end || file[at + 4 + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != CODES && marker != 0xC8 && marker != 0xCC;
  }

  private int components() {
    return file[frame + 9] & 0xFF;
  }

  private void requireDecodable(int marker, int end) throws IOException {
    if (end - frame < 10 || end - frame != 10 + 3 * components()) {
      throw new IOException("the head of its frame is damaged");
    }
    if (marker > PROGRESSIVE) {
      throw unsupported(
          String.format(Locale.ROOT, "a JPEG that is not coded as usual (SOF%d)", marker - 0xC0));
    }
    int depth = file[frame + 4] & 0xFF;
    if (depth != Byte.SIZE) {
      throw unsupported(String.format(Locale.ROOT, "a JPEG of %d bits", depth));
    }
    PixelLimit.require(word(frame + 7), word(frame + 5), MOST_PIXELS_PER_BYTE, file.length);
    if (components() == 4) {
      throw unsupported(adobe > 0 ? "a YCCK JPEG (CMYK, coded as YCbCr)" : "a CMYK JPEG");
    }
    if (components() != 1 && components() != 3) {
      throw unsupported(String.format(Locale.ROOT, "a JPEG of %d colours", components()));
    }
  }

  private static UnsupportedImageException unsupported(String kind) {
    return new UnsupportedImageException(
        "it is %s, which is not decoded; save it as RGB, for instance by 'magick IN.jpg -colorspace sRGB -depth 8 OUT.png'"
            .formatted(kind));
  }

  /** What three colours are, as libjpeg decides it. */
  private boolean isRgb() {
    if (jfif) {
      return false;
    }
    if (adobe >= 0) {
      return adobe == 0;
    }
    return file[frame + 10] == 'R' && file[frame + 13] == 'G' && file[frame + 16] == 'B';
  }

  /** A file without an end marker may lack pixels, which Java would fill with grey. */
  private void requireEnd(int firstScan) throws IOException {
    int scans = 0;
    for (int at = firstScan; at + 1 < file.length; at++) {
      if (file[at] == (byte) 0xFF) {
        if (marker(at) == END) {
          return;
        }
        if (marker(at) == SCAN && ++scans > MOST_SCANS) {
          throw new IOException(
              String.format(Locale.ROOT, "it has more than %d scans", MOST_SCANS));
        }
      }
    }
    if (file[file.length - 1] == 0 && file[file.length - 2] == 0) {
      throw new UnsupportedImageException(
          "zeros stand where its end marker should be; Pillow reads such a file, but this program"
              + " cannot tell yet whether pixels are missing: look at it in an image editor, and"
              + " save it again if it is whole");
    }
    throw new IOException("the file is cut: its end marker is missing");
  }
}
