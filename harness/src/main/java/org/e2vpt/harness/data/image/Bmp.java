package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * Decodes BMP files of Windows and OS/2 to the values that they store, as Pillow's {@code
 * convert("RGB")}: transparency is ignored. What runs of colours leave out has the first colour.
 *
 * <p>TensorFlow gives the same pixels of plain files with 24 and 32 bits. It ignores palettes and
 * masks, and refuses others: where its pixels are asked for, all these are refused.
 *
 * <p>Source: Microsoft's documentation of BITMAPFILEHEADER, BITMAPINFOHEADER and BI_RLE8.
 */
final class Bmp {

  private static final int RAW = 0;
  private static final int RUNS_OF_8_BITS = 1;
  private static final int RUNS_OF_4_BITS = 2;
  private static final int MASKS = 3;

  private static final int FILE_HEAD = 14;
  private static final int OLD_HEAD = 12;

  /** A run of two bytes has at most 255 pixels. */
  private static final int MOST_PIXELS_PER_BYTE = 128;

  private final ByteBuffer file;
  private final int width;
  private final int height;
  private final boolean topDown;
  private final int depth;
  private final int compression;

  /** Whether it is of today's form, and its pixels are three bytes or four of blue, green, red. */
  private final boolean plain;

  private final long pixels;
  private final Palette palette = new Palette();

  /** Reads what stands before the pixels. */
  private Bmp(byte[] bytes) throws IOException {
    file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    seek(10);
    long start = file.getInt() & 0xFFFFFFFFL;
    int head = file.getInt();
    boolean old = head == OLD_HEAD;
    if (!old && (head < 40 || head > 124)) {
      throw new UnsupportedImageException(
          String.format(
              Locale.ROOT,
              "it is a BMP file with a head of %d bytes, which is not read; save it as PNG",
              head));
    }
    width = old ? file.getShort() & 0xFFFF : file.getInt();
    int rows = old ? file.getShort() & 0xFFFF : file.getInt();
    topDown = rows < 0;
    height = Math.abs(rows);
    file.getShort(); // planes
    depth = file.getShort();
    compression = old ? RAW : file.getInt();
    plain = !old && compression == RAW && depth >= 24;
    seek(FILE_HEAD + (old ? OLD_HEAD : 32));
    long named = old ? 0 : file.getInt() & 0xFFFFFFFFL;
    if (!isPossible()) {
      throw new UnsupportedImageException(
          String.format(
              Locale.ROOT,
              "it is a BMP file of %d bits a pixel and compression %d, which is not read; save it as PNG",
              depth,
              compression));
    }
    seek(FILE_HEAD + head);
    pixels = depth > 8 ? start : readPalette(start, named, old ? 3 : 4);
    if (pixels > file.limit()) {
      throw new IOException("the file ends before its pixels");
    }
  }

  /** What is behind the end fails when it is read, as whatever else is cut. */
  private void seek(int position) {
    file.position(Math.min(position, file.limit()));
  }

  private boolean isPossible() {
    return switch (compression) {
      case RAW ->
          depth == 1 || depth == 4 || depth == 8 || depth == 16 || depth == 24 || depth == 32;
      case RUNS_OF_8_BITS -> depth == 8 && !topDown;
      case RUNS_OF_4_BITS -> depth == 4 && !topDown;
      case MASKS -> depth == 16 || depth == 24 || depth == 32;
      default -> false;
    };
  }

  /** The place of the pixels, which some files name as if they had no palette. */
  private long readPalette(long start, long named, int bytesPerColour) throws IOException {
    int first = file.position();
    long count = named == 0 ? 1L << depth : named;
    if (count > 65536) {
      throw new IOException(String.format(Locale.ROOT, "its palette has %d colours", count));
    }
    for (int number = 0; number < count; number++) {
      byte blue = file.get();
      byte green = file.get();
      byte red = file.get();
      seek(file.position() + bytesPerColour - 3);
      palette.set(number, red, green, blue);
    }
    return start == first ? start + 4 * count : start;
  }

  static boolean begins(byte[] file) {
    return file.length > 2 && file[0] == 'B' && file[1] == 'M';
  }

  /**
   * Decodes a file.
   *
   * @throws IOException with a reason that does not name the file
   */
  static RgbImage decode(byte[] bytes, Decoder decoder) throws IOException {
    Bmp bmp = new Bmp(bytes);
    if (decoder == Decoder.TENSORFLOW && !bmp.plain) {
      throw new UnsupportedImageException(
          "it is a kind of BMP file that TensorFlow rejects or reads differently; save it as PNG");
    }
    PixelLimit.requireSparse(bmp.width, bmp.height, MOST_PIXELS_PER_BYTE, bytes.length);
    if (bmp.compression == RUNS_OF_8_BITS || bmp.compression == RUNS_OF_4_BITS) {
      return bmp.runs();
    }
    long stride = (bmp.width * (long) bmp.depth + 31) / 32 * 4;
    long rows = bmp.height - 1L;
    if (bmp.pixels + rows * stride + (bmp.width * (long) bmp.depth + 7) / 8 > bytes.length) {
      throw new IOException("the file ends within its pixels");
    }
    return bmp.depth <= 8 ? bmp.numbers(stride) : bmp.colours(stride);
  }

  private int row(int y) {
    return topDown ? y : height - 1 - y;
  }

  private RgbImage numbers(long stride) {
    byte[] numbers = new byte[width * height];
    for (int y = 0; y < height; y++) {
      int from = (int) (pixels + y * stride);
      for (int x = 0; x < width; x++) {
        int bit = x * depth;
        int shift = Byte.SIZE - depth - bit % Byte.SIZE;
        int value = (file.get(from + bit / Byte.SIZE) & 0xFF) >> shift & (1 << depth) - 1;
        numbers[row(y) * width + x] = (byte) value;
      }
    }
    return palette.look(height, width, numbers);
  }

  private RgbImage colours(long stride) throws IOException {
    Mask[] masks = masks();
    byte[] rgb = new byte[width * height * RgbImage.CHANNELS];
    int bytes = depth / Byte.SIZE;
    for (int y = 0; y < height; y++) {
      int from = (int) (pixels + y * stride);
      int to = row(y) * width * RgbImage.CHANNELS;
      for (int x = 0; x < width; x++, from += bytes) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
          value |= (file.get(from + i) & 0xFF) << i * Byte.SIZE;
        }
        for (Mask mask : masks) {
          rgb[to++] = mask.of(value);
        }
      }
    }
    return new RgbImage(height, width, rgb);
  }

  /** Those of red, green and blue. */
  private Mask[] masks() throws IOException {
    if (compression == RAW) {
      return depth == 16
          ? new Mask[] {Mask.of(0x7C00L), Mask.of(0x3E0L), Mask.of(0x1FL)}
          : new Mask[] {Mask.of(0xFF0000L), Mask.of(0xFF00L), Mask.of(0xFFL)};
    }
    Mask[] masks = new Mask[RgbImage.CHANNELS];
    seek(54);
    for (int i = 0; i < masks.length; i++) {
      masks[i] = Mask.of(file.getInt() & 0xFFFFFFFFL);
    }
    return masks;
  }

  /** Neighbouring bits of a pixel, at most 8, which are one colour. */
  private record Mask(int shift, int most) {

    static Mask of(long bits) throws IOException {
      int shift = bits == 0 ? 0 : Long.numberOfTrailingZeros(bits);
      long most = bits >> shift;
      if (most == 0 || most > 255 || (most & most + 1) != 0) {
        throw new UnsupportedImageException(
            String.format(
                Locale.ROOT,
                "it is a BMP file with a colour in the bits %08x, which is not read; save it as PNG",
                bits));
      }
      return new Mask(shift, (int) most);
    }

    byte of(int value) {
      return (byte) ((value >>> shift & most) * 255 / most);
    }
  }

  private RgbImage runs() throws IOException {
    byte[] numbers = new byte[width * height];
    boolean narrow = compression == RUNS_OF_4_BITS;
    seek((int) pixels);
    int x = 0;
    int y = 0;
    while (y < height - 1 || y == height - 1 && x < width) {
      int count = file.get() & 0xFF;
      int value = file.get() & 0xFF;
      if (count > 0) {
        for (int i = 0; i < count && x < width; i++) {
          put(numbers, x++, y, narrow ? value >> (i % 2 == 0 ? 4 : 0) & 15 : value);
        }
      } else if (value == 0) {
        x = 0;
        y++;
      } else if (value == 1) {
        throw new IOException("its pixels end before the last one");
      } else if (value == 2) {
        x += file.get() & 0xFF;
        y += file.get() & 0xFF;
      } else {
        byte[] stored = new byte[narrow ? (value + 1) / 2 : value];
        file.get(stored);
        for (int i = 0; i < value; i++) {
          int number = narrow ? stored[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15 : stored[i];
          put(numbers, x++, y, number);
        }
        seek(file.position() + stored.length % 2);
      }
    }
    return palette.look(height, width, numbers);
  }

  private void put(byte[] numbers, int x, int y, int number) {
    if (x < width && y < height) {
      numbers[row(y) * width + x] = (byte) number;
    }
  }
}
