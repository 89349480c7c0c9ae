package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decodes PNG files to the values that they store, as TensorFlow and Pillow's {@code
 * convert("RGB")}: transparency and colour profiles are ignored, of 16 bits the higher 8 are taken,
 * and of an animation its default image. Chunks that are not needed are not unpacked.
 *
 * <p>The two programs disagree about grey alone of 16 bits, of which Pillow makes white images:
 * such a file is refused unless TensorFlow's pixels are asked for.
 *
 * <p>Source: the PNG specification, third edition (W3C). Numbers in names are its colour types.
 */
final class Png {

  static final long SIGNATURE = 0x89504E470D0A1A0AL;

  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  /** Deflate makes at most 258 bytes of 2 bits. */
  private static final long MOST_INFLATED = 1032;

  /** First column, first row, and the steps of both, of Adam7's passes. */
  private static final int[][] INTERLACED = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  private record Head(int width, int height, int depth, int type, boolean interlaced) {

    int channels() {
      return switch (type) {
        case GREY, PALETTE -> 1;
        case GREY_ALPHA -> 2;
        case RGB -> 3;
        default -> 4;
      };
    }

    long rowBytes(long columns) {
      return (columns * channels() * depth + 7) / 8;
    }
  }

  private final Head head;
  private final Palette palette;
  private final Deque<ByteBuffer> data;
  private final byte[] pixels;
  private final Inflater inflater = new Inflater();

  private Png(Head head, Palette palette, Deque<ByteBuffer> data) {
    this.head = head;
    this.palette = palette;
    this.data = data;
    this.pixels = new byte[head.width * head.height * RgbImage.CHANNELS];
  }

  /**
   * Decodes a file.
   *
   * @throws IOException with a reason that does not name the file
   */
  static RgbImage decode(byte[] bytes, Decoder decoder) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(bytes).position(Long.BYTES);
    Head head = null;
    Palette palette = null;
    Deque<ByteBuffer> data = new ArrayDeque<>();
    long dataBytes = 0;
    while (file.remaining() >= 2 * Integer.BYTES) {
      int length = file.getInt();
      byte[] name = new byte[Integer.BYTES];
      file.get(name);
      String chunk = new String(name, StandardCharsets.ISO_8859_1);
      if (length < 0 || length > file.remaining()) {
        throw new IOException("the file ends within its chunk %s".formatted(chunk));
      }
      ByteBuffer content = file.slice(file.position(), length);
      file.position(file.position() + length);
      boolean critical = (name[0] & 0x20) == 0; // an upper-case letter
      if (head == null && !chunk.equals("IHDR")) {
        throw new IOException("it does not begin with a chunk IHDR but with " + chunk);
      }
      if (chunk.equals("IEND")) {
        break;
      }
      switch (chunk) {
        case "IHDR" -> head = head(content.duplicate(), bytes.length, decoder);
        case "PLTE" -> palette = palette(content.duplicate());
        case "IDAT" -> {
          data.add(content.duplicate());
          dataBytes += length;
        }
        default -> {
          if (critical) {
            throw new IOException("it needs an unknown chunk, " + chunk);
          }
        }
      }
      if (file.remaining() < Integer.BYTES) {
        break; // a file that stops within the last checksum has all its pixels
      }
      if (file.getInt() != checksum(name, content) && critical) {
        throw new IOException("its chunk %s is damaged: the checksum differs".formatted(chunk));
      }
    }
    if (head == null || data.isEmpty()) {
      throw new IOException("the file ends before its pixels");
    }
    return decode(head, palette, data, dataBytes);
  }

  private static RgbImage decode(
      Head head, @Nullable Palette palette, Deque<ByteBuffer> data, long dataBytes)
      throws IOException {
    if (head.type == PALETTE && palette == null) {
      throw new IOException("its colours are indices, but it has no palette");
    }
    if (head.height * head.rowBytes(head.width) > MOST_INFLATED * dataBytes) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it names a size of %dx%d pixels, but its %d bytes cannot hold so many",
              head.width,
              head.height,
              dataBytes));
    }
    Png png = new Png(head, palette == null ? new Palette() : palette, data);
    try {
      return png.read();
    } catch (DataFormatException e) {
      throw new IOException("its pixels are damaged: " + e.getMessage(), e);
    } finally {
      png.inflater.end();
    }
  }

  private static int checksum(byte[] name, ByteBuffer content) {
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    return (int) crc.getValue();
  }

  private static Head head(ByteBuffer content, int fileBytes, Decoder decoder) throws IOException {
    int width = content.getInt();
    int height = content.getInt();
    int depth = content.get();
    int type = content.get();
    int compression = content.get();
    int filter = content.get();
    int interlace = content.get();
    boolean possible =
        switch (type) {
          case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GREY_ALPHA, RGB_ALPHA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!possible || compression != 0 || filter != 0 || interlace < 0 || interlace > 1) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its head names colour type %d, %d bits, compression %d, filter %d and interlace %d, which is not valid in a PNG",
              type,
              depth,
              compression,
              filter,
              interlace));
    }
    PixelLimit.require(width, height, MOST_INFLATED * Byte.SIZE, fileBytes);
    if (type == GREY && depth == 16 && decoder == Decoder.PILLOW) {
      throw new UnsupportedImageException(
          "it is a grey PNG of 16 bits, and programs disagree about such a file: Pillow turns every"
              + " value above 255 into white, TensorFlow takes the higher 8 bits; save it with 8 bits,"
              + " for instance by 'magick IN.png -depth 8 OUT.png'");
    }
    return new Head(width, height, depth, type, interlace == 1);
  }

  private static Palette palette(ByteBuffer content) {
    Palette palette = new Palette();
    for (int number = 0; content.remaining() >= RgbImage.CHANNELS; number++) {
      palette.set(number, content.get(), content.get(), content.get());
    }
    return palette;
  }

  private RgbImage read() throws IOException, DataFormatException {
    int bytesPerPixel = Math.max(1, head.channels() * head.depth / Byte.SIZE);
    byte[] filter = new byte[1];
    for (int[] pass : head.interlaced ? INTERLACED : WHOLE) {
      int columns = (head.width - pass[0] + pass[2] - 1) / pass[2];
      if (columns < 1) {
        continue;
      }
      byte[] above = new byte[(int) head.rowBytes(columns)];
      byte[] row = new byte[above.length];
      for (int y = pass[1]; y < head.height; y += pass[3]) {
        unfilter(inflate(filter)[0] & 0xFF, inflate(row), above, bytesPerPixel);
        put(row, columns, (y * head.width + pass[0]) * RgbImage.CHANNELS, pass[2]);
        byte[] swapped = above;
        above = row;
        row = swapped;
      }
    }
    return new RgbImage(head.height, head.width, pixels);
  }

  private byte[] inflate(byte[] target) throws IOException, DataFormatException {
    int filled = 0;
    while (filled < target.length) {
      if (inflater.needsInput()) {
        ByteBuffer next = data.poll();
        if (next != null) {
          inflater.setInput(next);
        }
      }
      int count = inflater.inflate(target, filled, target.length - filled);
      if (count == 0 && (inflater.finished() || inflater.needsDictionary() || isStarved())) {
        throw new IOException("the file ends within its pixels");
      }
      filled += count;
    }
    return target;
  }

  private boolean isStarved() {
    return inflater.needsInput() && data.isEmpty();
  }

  private static void unfilter(int filter, byte[] row, byte[] above, int bytesPerPixel)
      throws IOException {
    switch (filter) {
      case 0 -> {}
      case 1 -> {
        for (int i = bytesPerPixel; i < row.length; i++) {
          row[i] += row[i - bytesPerPixel];
        }
      }
      case 2 -> {
        for (int i = 0; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        for (int i = 0; i < row.length; i++) {
          int left = i < bytesPerPixel ? 0 : row[i - bytesPerPixel] & 0xFF;
          row[i] += (byte) ((left + (above[i] & 0xFF)) / 2);
        }
      }
      case 4 -> {
        for (int i = 0; i < row.length; i++) {
          boolean first = i < bytesPerPixel;
          int left = first ? 0 : row[i - bytesPerPixel] & 0xFF;
          int corner = first ? 0 : above[i - bytesPerPixel] & 0xFF;
          row[i] += (byte) nearest(left, above[i] & 0xFF, corner);
        }
      }
      default ->
          throw new IOException(
              String.format(Locale.ROOT, "a row has the filter %d of 0 to 4", filter));
    }
  }

  /** Paeth's predictor. */
  private static int nearest(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }

  /** Puts a row's pixels at {@code to} and every {@code step} pixels behind it. */
  private void put(byte[] row, int columns, int to, int step) {
    int stride = head.channels() * head.depth / Byte.SIZE;
    int sample = head.depth / Byte.SIZE; // of 16 bits the first byte is the higher
    for (int x = 0, at = to; x < columns; x++, at += step * RgbImage.CHANNELS) {
      switch (head.type) {
        case PALETTE -> palette.copy(number(row, x), pixels, at);
        case GREY ->
            grey(
                head.depth == 16
                    ? row[x * stride]
                    : (byte) (number(row, x) * 255 / ((1 << head.depth) - 1)),
                at);
        case GREY_ALPHA -> grey(row[x * stride], at);
        default -> {
          int from = x * stride;
          pixels[at] = row[from];
          pixels[at + 1] = row[from + sample];
          pixels[at + 2] = row[from + 2 * sample];
        }
      }
    }
  }

  private void grey(byte value, int at) {
    pixels[at] = value;
    pixels[at + 1] = value;
    pixels[at + 2] = value;
  }

  /** One value of at most 8 bits; in a byte the leftmost pixel has the highest bits. */
  private int number(byte[] row, int x) {
    int bit = x * head.depth;
    int shift = Byte.SIZE - head.depth - bit % Byte.SIZE;
    return (row[bit / Byte.SIZE] & 0xFF) >> shift & (1 << head.depth) - 1;
  }
}
