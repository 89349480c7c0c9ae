package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * Decodes the first frame of GIF files, as Pillow's {@code convert("RGB")}: on the whole canvas,
 * which is as large as the file says and holds the frame. Beside the frame the canvas has the
 * transparent colour if there is one, and else the first; the background's number is ignored.
 *
 * <p>TensorFlow gives the same pixels for a frame that fills the canvas, has no transparent pixel
 * and only colours of its palette. For others its versions differ, and from 2.7 on some pixels are
 * what the memory held before: where TensorFlow's pixels are asked for, such a file is refused.
 *
 * <p>Source: the specification of GIF89a.
 */
final class Gif {

  private static final int EXTENSION = '!';
  private static final int FRAME = ',';
  private static final int GRAPHIC_CONTROL = 0xF9;
  private static final int MOST_CODES = 4096;

  /** A code of 12 bits stands for at most 4096 pixels. */
  private static final long MOST_PIXELS_PER_BYTE = 2731;

  private static final String DISAGREE =
      "it is a GIF file %s, which versions of TensorFlow decode to different pixels; save it as PNG";

  private static final int NOTHING = -1;

  private static final int[][] INTERLACED = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
  private static final int[][] WHOLE = {{0, 1}};

  private Gif() {}

  static boolean begins(byte[] file) {
    return file.length > 6
        && file[0] == 'G'
        && file[1] == 'I'
        && file[2] == 'F'
        && file[3] == '8'
        && (file[4] == '7' || file[4] == '9')
        && file[5] == 'a';
  }

  /**
   * Decodes a file.
   *
   * @throws IOException with a reason that does not name the file
   */
  static RgbImage decode(byte[] bytes, Decoder decoder) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(6);
    int width = file.getShort() & 0xFFFF;
    int height = file.getShort() & 0xFFFF;
    int flags = file.get();
    file.getShort(); // background and shape of pixels
    Palette palette = palette(file, flags);
    int transparent = NOTHING;
    while (true) {
      int block = file.get();
      if (block == FRAME) {
        Frame frame = frame(file, width, height, palette, Math.max(0, transparent));
        if (decoder == Decoder.TENSORFLOW) {
          frame.requireSameInAllVersions(width, height, transparent);
        }
        return frame.palette.look(frame.height, frame.width, frame.canvas);
      }
      if (block == ';') {
        throw new IOException("it has no frame");
      }
      if (block == EXTENSION) {
        int label = file.get() & 0xFF;
        byte[] content = block(file);
        if (label == GRAPHIC_CONTROL && content.length >= 4 && (content[0] & 1) != 0) {
          transparent = content[3] & 0xFF;
        }
        while (content.length > 0) {
          content = block(file);
        }
      }
    }
  }

  /** The colours behind flags whose highest bit says that there are some. */
  private static Palette palette(ByteBuffer file, int flags) {
    Palette palette = new Palette();
    if ((flags & 0x80) != 0) {
      for (int number = 0; number < 2 << (flags & 7); number++) {
        palette.set(number, file.get(), file.get(), file.get());
      }
    }
    return palette;
  }

  /** A block of data, of which an empty one ends a row of blocks. */
  private static byte[] block(ByteBuffer file) {
    byte[] content = new byte[file.get() & 0xFF];
    file.get(content);
    return content;
  }

  private static Frame frame(ByteBuffer file, int width, int height, Palette global, int around)
      throws IOException {
    int left = file.getShort() & 0xFFFF;
    int top = file.getShort() & 0xFFFF;
    int columns = file.getShort() & 0xFFFF;
    int rows = file.getShort() & 0xFFFF;
    int flags = file.get();
    Palette palette = (flags & 0x80) != 0 ? palette(file, flags) : global;
    if (columns == 0 || rows == 0) {
      throw new IOException(
          String.format(Locale.ROOT, "its first frame has a size of %dx%d", columns, rows));
    }
    int canvasWidth = Math.max(width, left + columns);
    int canvasHeight = Math.max(height, top + rows);
    PixelLimit.requireSparse(canvasWidth, canvasHeight, MOST_PIXELS_PER_BYTE, file.limit());
    byte[] canvas = new byte[canvasWidth * canvasHeight];
    Arrays.fill(canvas, (byte) around);
    Codes codes = new Codes(file);
    for (int[] pass : (flags & 0x40) != 0 ? INTERLACED : WHOLE) {
      for (int y = pass[0]; y < rows; y += pass[1]) {
        codes.read(canvas, (top + y) * canvasWidth + left, columns);
      }
    }
    return new Frame(canvasWidth, canvasHeight, columns, rows, palette, canvas);
  }

  /** The first frame on its canvas, which is a number of the palette for each pixel. */
  private record Frame(
      int width, int height, int columns, int rows, Palette palette, byte[] canvas) {

    void requireSameInAllVersions(int named, int namedRows, int transparent) throws IOException {
      if (columns != named || rows != namedRows || width != columns || height != rows) {
        throw new UnsupportedImageException(
            DISAGREE.formatted("whose first frame does not fill it"));
      }
      for (byte number : canvas) {
        if ((number & 0xFF) == transparent) {
          throw new UnsupportedImageException(DISAGREE.formatted("with transparent pixels"));
        }
        if (!palette.has(number & 0xFF)) {
          throw new UnsupportedImageException(
              DISAGREE.formatted("with colours that its palette lacks"));
        }
      }
    }
  }

  /** LZW codes of growing length, the lowest bits first, in blocks. */
  private static final class Codes {

    private final ByteBuffer file;
    private final int clear;
    private final short[] before = new short[MOST_CODES];
    private final byte[] last = new byte[MOST_CODES];
    private final byte[] waiting = new byte[MOST_CODES];
    private int waits;
    private int block;
    private int bits;
    private int bitCount;
    private int length;
    private int next;
    private int previous = -1;
    private byte first;

    Codes(ByteBuffer file) throws IOException {
      this.file = file;
      int start = file.get() & 0xFF;
      if (start < 1 || start > 8) {
        throw new IOException(
            String.format(Locale.ROOT, "its pixels have codes of %d bits, expected 1 to 8", start));
      }
      clear = 1 << start;
      for (int i = 0; i < clear; i++) {
        last[i] = (byte) i;
      }
      forget();
    }

    private void forget() {
      length = Integer.numberOfTrailingZeros(clear) + 1;
      next = clear + 2;
      previous = -1;
    }

    void read(byte[] target, int offset, int count) throws IOException {
      for (int i = 0; i < count; i++) {
        while (waits == 0) {
          decode();
        }
        target[offset + i] = waiting[--waits];
      }
    }

    /** Puts the pixels of a code into {@link #waiting}, the last one first. */
    private void decode() throws IOException {
      int code = code();
      if (code == clear) {
        forget();
        return;
      }
      if (code == clear + 1) {
        throw new IOException("its first frame ends within its pixels");
      }
      if (code > next || previous < 0 && code > clear) {
        throw new IOException("its pixels are damaged: a code comes before it is defined");
      }
      int at = code;
      if (code == next) { // the string before it, and its own first pixel again
        waiting[waits++] = first;
        at = previous;
      }
      while (at >= clear) {
        waiting[waits++] = last[at];
        at = before[at];
      }
      first = last[at];
      waiting[waits++] = first;
      if (previous >= 0 && next < MOST_CODES) {
        before[next] = (short) previous;
        last[next] = first;
        next++;
        if (next == 1 << length && length < 12) {
          length++;
        }
      }
      previous = code;
    }

    private int code() throws IOException {
      while (bitCount < length) {
        while (block == 0) {
          block = file.get() & 0xFF;
          if (block == 0) {
            throw new IOException("its first frame ends within its pixels");
          }
        }
        bits |= (file.get() & 0xFF) << bitCount;
        bitCount += Byte.SIZE;
        block--;
      }
      int code = bits & (1 << length) - 1;
      bits >>>= length;
      bitCount -= length;
      return code;
    }
  }
}
