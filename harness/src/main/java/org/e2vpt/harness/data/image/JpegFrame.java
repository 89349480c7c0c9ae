package org.e2vpt.harness.data.image;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import java.io.IOException;
import java.util.Locale;

/**
 * The head of a JPEG file's frame: ITU T.81, annex B.2.2, with libjpeg's limits.
 *
 * @param mostAcross the most samples that a component has in an MCU, from left to right
 * @param mostDown the same from top to bottom
 */
record JpegFrame(
    Size size,
    boolean progressive,
    int mostAcross,
    int mostDown,
    ImmutableList<JpegComponent> components) {

  private static final int BASELINE = 0xC0;
  private static final int EXTENDED = 0xC1;
  private static final int PROGRESSIVE = 0xC2;

  private static final int MOST_SAMPLES = 4;
  private static final int LONGEST_SIDE = 65_500;

  /** In a scan of all blocks each takes a bit or more, and has 64 pixels. */
  private static final int MOST_PIXELS_PER_BYTE = 512;

  /** A white page has 64, or up to 170 if its codes are optimised; photos have less than 30. */
  private static final int USUAL_PIXELS_PER_BYTE = 128;

  /** Twelve scans of the largest image; scans that add nothing to an image take time, too. */
  private static final long MOST_PIXELS_OF_SCANS = 1L << 31;

  /** Progressive files of all programs have about ten; hostile ones waste time with thousands. */
  private static final int MOST_SCANS = 100;

  /** Whether a marker begins a frame, of whatever kind. */
  static boolean begins(int marker) {
    return marker >= BASELINE
        && marker <= 0xCF
        && marker != 0xC4
        && marker != 0xC8
        && marker != 0xCC;
  }

  /**
   * Reads a head.
   *
   * @param fileBytes of the whole file
   */
  static JpegFrame read(int marker, JpegInput input, int fileBytes) throws IOException {
    requireCoding(marker);
    int length = input.length();
    int depth = input.next();
    int height = input.word();
    int width = input.word();
    int count = input.next();
    if (length != 6 + 3 * count) {
      throw damaged();
    }
    int[] ids = new int[count];
    int[] across = new int[count];
    int[] down = new int[count];
    int[] tables = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = input.next();
      int samples = input.next();
      across[i] = samples >> 4;
      down[i] = samples & 0xF;
      tables[i] = input.next();
    }
    requireDecodable(depth, width, height, count, fileBytes);
    int mostAcross = Ints.max(across);
    int mostDown = Ints.max(down);
    ImmutableList.Builder<JpegComponent> components = ImmutableList.builder();
    for (int i = 0; i < count; i++) {
      requireSamples(across[i], down[i], mostAcross, mostDown);
      components.add(
          new JpegComponent(
              ids[i],
              across[i],
              down[i],
              tables[i],
              JpegComponent.ceil(width * across[i], mostAcross),
              JpegComponent.ceil(height * down[i], mostDown)));
    }
    return new JpegFrame(
        new Size(height, width), marker == PROGRESSIVE, mostAcross, mostDown, components.build());
  }

  private static IOException damaged() {
    return new IOException("the head of its frame is damaged");
  }

  private static void requireDecodable(int depth, int width, int height, int count, int fileBytes)
      throws IOException {
    if (depth != Byte.SIZE) {
      throw unsupported(String.format(Locale.ROOT, "a JPEG of %d bits", depth));
    }
    if (count != 1 && count != 3 && count != 4) {
      throw unsupported(String.format(Locale.ROOT, "a JPEG of %d colours", count));
    }
    PixelLimit.requirePhoto(width, height, MOST_PIXELS_PER_BYTE, USUAL_PIXELS_PER_BYTE, fileBytes);
    if (Math.max(width, height) > LONGEST_SIDE) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%dx%d pixels are more than the %d on a side that libjpeg decodes",
              width,
              height,
              LONGEST_SIDE));
    }
  }

  private static void requireSamples(int across, int down, int mostAcross, int mostDown)
      throws IOException {
    if (Math.min(across, down) < 1 || Math.max(mostAcross, mostDown) > MOST_SAMPLES) {
      throw damaged();
    }
    if (mostAcross % across != 0 || mostDown % down != 0) {
      throw unsupported(
          String.format(
              Locale.ROOT,
              "a JPEG with a colour of %dx%d samples where another has %dx%d",
              across,
              down,
              mostAcross,
              mostDown));
    }
  }

  private static void requireCoding(int marker) throws IOException {
    if (marker == BASELINE || marker == EXTENDED || marker == PROGRESSIVE) {
      return;
    }
    String kind =
        switch (marker) {
          case 0xC3 -> "a lossless JPEG";
          case 0xC9, 0xCA -> "a JPEG with arithmetic coding";
          case 0xCB -> "a lossless JPEG with arithmetic coding";
          default -> "a hierarchical JPEG";
        };
    throw unsupported(String.format(Locale.ROOT, "%s (SOF%d)", kind, marker - BASELINE));
  }

  static UnsupportedImageException unsupported(String kind) {
    return new UnsupportedImageException(
        "it is %s, which is not decoded; save it as RGB, for instance by 'magick IN.jpg -colorspace sRGB -depth 8 OUT.png'"
            .formatted(kind));
  }

  /** Bounds the time that a file's scans take. */
  void requireFew(int scans) throws IOException {
    long pixels = (long) size.width() * size.height();
    long most = Math.min(MOST_SCANS, MOST_PIXELS_OF_SCANS / pixels);
    if (scans > most) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it has more than %d scans of %dx%d pixels",
              most,
              size.width(),
              size.height()));
    }
  }

  int mcusAcross() {
    return JpegComponent.ceil(size.width(), JpegComponent.SIDE * mostAcross);
  }

  int mcusDown() {
    return JpegComponent.ceil(size.height(), JpegComponent.SIDE * mostDown);
  }
}
