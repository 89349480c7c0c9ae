package org.e2vpt.harness.data.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEG files, baseline and progressive, to the bits that TensorFlow or Pillow gives: with
 * libjpeg-turbo's transforms, interpolation of colours and judgement of damaged files, without
 * colour profiles, and without turning.
 *
 * <p>Of a file that ends before its end marker TensorFlow takes nothing; Pillow takes it if it has
 * one scan, and the pixels are there.
 *
 * <p>Source: ITU T.81, annex B; libjpeg-turbo 2.1, jdmarker.c, jdinput.c and jdapimin.c.
 */
final class Jpeg {

  private static final int TEMPORARY = 0x01;
  private static final int FIRST_FRAME = 0xC0;
  private static final int EXTENSION = 0xC8;
  private static final int FIRST_RESTART = 0xD0;
  private static final int START = 0xD8;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int QUANTISATION = 0xDB;
  private static final int CODES = 0xC4;
  private static final int RESTART_INTERVAL = 0xDD;
  private static final int HIERARCHY = 0xDE;
  private static final int EXPANSION = 0xDF;
  private static final int JFIF = 0xE0;
  private static final int JFIF_BYTES = 14;
  private static final int ADOBE = 0xEE;

  /** The last one is the transform. */
  private static final int ADOBE_BYTES = 12;

  private static final int FIRST_RESERVED = 0xF0;
  private static final int COMMENT = 0xFE;

  private static final String CUT_HEAD = "the file ends before its pixels";

  private static final String CUT = "the file is truncated: its end marker is missing";

  private final byte[] file;
  private final Decoder decoder;
  private final JpegInput input;
  private final JpegTables tables = new JpegTables();

  private @Nullable JpegFrame frame;
  private int restartInterval;
  private boolean jfif;
  private int adobe = JpegColours.NO_ADOBE;

  private Jpeg(byte[] file, Decoder decoder) {
    this.file = file;
    this.decoder = decoder;
    this.input = new JpegInput(file);
  }

  static boolean begins(byte[] file) {
    return file.length > 3
        && (file[0] & 0xFF) == 0xFF
        && (file[1] & 0xFF) == START
        && (file[2] & 0xFF) == 0xFF;
  }

  /**
   * Decodes a file.
   *
   * @throws IOException if it is cut, too large, or of a kind that is not decoded, with a reason
   *     that does not name the file
   */
  static RgbImage decode(byte[] file, Decoder decoder) throws IOException {
    return new Jpeg(file, decoder).decode();
  }

  private RgbImage decode() throws IOException {
    JpegFrame head = head();
    JpegColours colours = JpegColours.of(head.components(), jfif, adobe, decoder);
    head.components().forEach(component -> component.allocate(decoder));
    try {
      if (head.progressive()) {
        decodeProgressive(head, scan(head));
      } else {
        tables.addStandardCodes();
        decodeSequential(head, scan(head));
      }
    } catch (EOFException e) {
      throw new IOException(CUT, e);
    }
    return JpegPixels.of(head, colours);
  }

  /** All that is before the first scan. */
  private JpegFrame head() throws IOException {
    try {
      if (passSegments() == END) {
        throw new IOException("it has no pixels");
      }
    } catch (EOFException e) {
      throw new IOException(CUT_HEAD, e);
    }
    if (frame == null) {
      throw new IOException("its pixels come before their size");
    }
    return frame;
  }

  private void decodeSequential(JpegFrame head, JpegScan first) throws IOException {
    if (first.components().size() < head.components().size()) {
      JpegScan scan = first;
      for (int scans = 1; scan != null; scans++) {
        head.requireFew(scans);
        scan.decode(new SequentialBlocks(input, true), input, restartInterval);
        scan = nextScan(head);
      }
      head.components().forEach(JpegComponent::transformCollected);
      return;
    }
    first.decode(new SequentialBlocks(input, false), input, restartInterval);
    try {
      if (passSegments() == SCAN) {
        throw new IOException("it has a scan too many");
      }
    } catch (EOFException e) {
      if (decoder == Decoder.TENSORFLOW && !input.endsWithin()) {
        throw e;
      }
    }
  }

  private void decodeProgressive(JpegFrame head, JpegScan first) throws IOException {
    JpegScan scan = first;
    for (int scans = 1; scan != null; scans++) {
      head.requireFew(scans);
      scan.components().forEach(scan.band()::note);
      scan.decode(new ProgressiveBlocks(input, scan.band()), input, restartInterval);
      scan = nextScan(head);
    }
    if (JpegBand.areMissing(head.components())) {
      throw new UnsupportedImageException(
          "it is a progressive JPEG whose last scans are missing, and versions of libjpeg decode it"
              + " to different pixels; look at it in an image editor, and save it again");
    }
    head.components().forEach(JpegComponent::transformCollected);
  }

  private @Nullable JpegScan nextScan(JpegFrame head) throws IOException {
    return passSegments() == SCAN ? scan(head) : null;
  }

  private JpegScan scan(JpegFrame head) throws IOException {
    return JpegScan.read(head, input, tables);
  }

  /** Reads all up to the next scan or the end, and says which of them it is. */
  private int passSegments() throws IOException {
    while (true) {
      int marker = input.passMarker();
      if (marker == SCAN || marker == END) {
        return marker;
      }
      if (marker == TEMPORARY || marker >= FIRST_RESTART && marker < START) {
        continue; // they head nothing
      }
      if (!headsSegment(marker)) {
        throw new IOException(
            String.format(Locale.ROOT, "it has an unexpected marker, %02X", marker));
      }
      read(marker);
    }
  }

  /** Whether libjpeg knows what the marker heads. */
  private static boolean headsSegment(int marker) {
    return marker >= FIRST_FRAME
        && marker != START
        && marker != EXTENSION
        && marker != HIERARCHY
        && marker != EXPANSION
        && (marker < FIRST_RESERVED || marker == COMMENT);
  }

  private void read(int marker) throws IOException {
    if (JpegFrame.begins(marker)) {
      if (frame != null) {
        throw new IOException("it has two frames");
      }
      frame = JpegFrame.read(marker, input, file.length);
      return;
    }
    switch (marker) {
      case QUANTISATION -> tables.readQuantisation(input);
      case CODES -> tables.readCodes(input);
      case RESTART_INTERVAL -> {
        if (input.length() != Short.BYTES) {
          throw new IOException("its restart interval is damaged");
        }
        restartInterval = input.word();
      }
      case JFIF, ADOBE -> readColours(marker);
      default -> input.skip(input.length()); // said by applications
    }
  }

  private void readColours(int marker) throws IOException {
    int length = input.length();
    byte[] content = new byte[Math.max(0, Math.min(length, JFIF_BYTES))];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) input.next();
    }
    input.skip(length - content.length);
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (marker == JFIF) {
      jfif |= content.length == JFIF_BYTES && text.startsWith("JFIF\0");
    } else if (content.length >= ADOBE_BYTES && text.startsWith("Adobe")) {
      adobe = content[ADOBE_BYTES - 1] & 0xFF;
    }
  }
}
