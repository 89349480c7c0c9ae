package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.util.Locale;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import org.jspecify.annotations.Nullable;

/** The tables of a JPEG file that are in force: ITU T.81, annexes B.2.4.1 and B.2.4.2. */
final class JpegTables {

  private static final int MOST = 4;
  private static final int AC = 0x10;
  private static final int MOST_SYMBOLS = 256;

  private final int[] @Nullable [] quantisations = new int[MOST][];
  private final @Nullable Code[] dc = new Code[MOST];
  private final @Nullable Code[] ac = new Code[MOST];

  /** A Huffman code as it is stored: a wrong one does no harm before it is used. */
  private static final class Code {

    private final int[] counts;
    private final byte[] symbols;
    private @Nullable JpegHuffman table;

    Code(int[] counts, byte[] symbols) {
      this.counts = counts;
      this.symbols = symbols;
    }

    JpegHuffman table(boolean isDc) throws IOException {
      if (table == null) {
        table = JpegHuffman.of(isDc, counts, symbols);
      }
      return table;
    }
  }

  /** Reads quantisation tables. */
  void readQuantisation(JpegInput input) throws IOException {
    int left = input.length();
    while (left > 0) {
      int kind = input.next();
      int number = kind & 0xF;
      if (number >= MOST) {
        throw damaged("quantisation table");
      }
      boolean wide = kind >> 4 > 0;
      int[] values = new int[JpegComponent.BLOCK];
      for (int i = 0; i < values.length; i++) {
        values[Zigzag.PLACES[i]] = wide ? input.word() : input.next();
      }
      quantisations[number] = values;
      left -= 1 + values.length * (wide ? 2 : 1);
    }
    if (left != 0) {
      throw damaged("quantisation table");
    }
  }

  /** Reads Huffman codes. */
  void readCodes(JpegInput input) throws IOException {
    int left = input.length();
    while (left > JpegHuffman.LONGEST) {
      int kind = input.next();
      int[] counts = new int[JpegHuffman.LONGEST];
      int sum = 0;
      for (int i = 0; i < counts.length; i++) {
        counts[i] = input.next();
        sum += counts[i];
      }
      left -= 1 + counts.length;
      if (sum > MOST_SYMBOLS || sum > left) {
        throw damaged("Huffman code");
      }
      byte[] symbols = new byte[MOST_SYMBOLS];
      for (int i = 0; i < sum; i++) {
        symbols[i] = (byte) input.next();
      }
      left -= sum;
      int number = kind & ~AC;
      if (number >= MOST) {
        throw damaged("Huffman code");
      }
      ((kind & AC) == 0 ? dc : ac)[number] = new Code(counts, symbols);
    }
    if (left != 0) {
      throw damaged("Huffman code");
    }
  }

  static IOException damaged(String table) {
    return new IOException("a %s of it is damaged".formatted(table));
  }

  /** Takes the codes that the standard proposes for those that are missing, as libjpeg does. */
  void addStandardCodes() {
    add(dc, 0, JPEGHuffmanTable.StdDCLuminance);
    add(ac, 0, JPEGHuffmanTable.StdACLuminance);
    add(dc, 1, JPEGHuffmanTable.StdDCChrominance);
    add(ac, 1, JPEGHuffmanTable.StdACChrominance);
  }

  private static void add(@Nullable Code[] codes, int number, JPEGHuffmanTable standard) {
    if (codes[number] == null) {
      int[] counts = new int[JpegHuffman.LONGEST];
      byte[] symbols = new byte[MOST_SYMBOLS];
      for (int i = 0; i < standard.getLengths().length; i++) {
        counts[i] = standard.getLengths()[i];
      }
      for (int i = 0; i < standard.getValues().length; i++) {
        symbols[i] = (byte) standard.getValues()[i];
      }
      codes[number] = new Code(counts, symbols);
    }
  }

  /** The quantisation table of a number, 64 values row by row. */
  int[] quantisation(int number) throws IOException {
    int[] values = number < MOST ? quantisations[number] : null;
    if (values == null) {
      throw missing("quantisation table", number);
    }
    return values;
  }

  JpegHuffman dc(int number) throws IOException {
    return table(dc, number, true);
  }

  JpegHuffman ac(int number) throws IOException {
    return table(ac, number, false);
  }

  private static JpegHuffman table(@Nullable Code[] codes, int number, boolean isDc)
      throws IOException {
    Code code = number < MOST ? codes[number] : null;
    if (code == null) {
      throw missing("Huffman code", number);
    }
    return code.table(isDc);
  }

  private static IOException missing(String kind, int number) {
    return new IOException(String.format(Locale.ROOT, "it lacks its %s %d", kind, number));
  }
}
