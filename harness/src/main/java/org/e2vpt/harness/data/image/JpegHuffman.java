package org.e2vpt.harness.data.image;

import java.io.IOException;

/**
 * A Huffman code of a JPEG file, with tables of what the next {@value #PEEKED} bits mean.
 *
 * <p>Source: ITU T.81, annexes C and F.2.2; the checks are those of libjpeg's jdhuff.c.
 */
final class JpegHuffman {

  static final int PEEKED = 10;

  static final int LONGEST = 16;

  /** A code of a file of nonsense ends after so many bits, and counts as the symbol 0. */
  static final int TOO_LONG = LONGEST + 1;

  private static final int LARGEST_DC_SIZE = 15;

  /**
   * By the next bits: how many of them are a code, 0 if it is longer, and above 8 bits its symbol.
   */
  final int[] codes = new int[1 << PEEKED];

  /**
   * By the next bits, if they hold an AC code and the value behind it: how many both take, above 8
   * bits the run, and above 16 the value; 0 for all others.
   */
  final int[] values = new int[1 << PEEKED];

  private final byte[] symbols;

  /** By length: the largest code, -1 if there is none. */
  private final int[] largest = new int[TOO_LONG + 1];

  /** By length: what has to be added to a code to get the place of its symbol. */
  private final int[] places = new int[TOO_LONG + 1];

  /**
   * A code.
   *
   * @param counts of the symbols of each length from 1 to 16
   * @param symbols by their codes
   * @throws IOException if there is no such code
   */
  static JpegHuffman of(boolean dc, int[] counts, byte[] symbols) throws IOException {
    JpegHuffman table = new JpegHuffman(symbols);
    int code = 0;
    int place = 0;
    for (int length = 1; length <= LONGEST; length++) {
      table.places[length] = place - code;
      for (int i = 0; i < counts[length - 1]; i++) {
        int symbol = symbols[place] & 0xFF;
        if (code == (1 << length) - 1 || dc && symbol > LARGEST_DC_SIZE) {
          throw JpegTables.damaged("Huffman code");
        }
        if (length <= PEEKED) {
          table.peek(code, length, symbol);
        }
        code++;
        place++;
      }
      table.largest[length] = counts[length - 1] == 0 ? -1 : code - 1;
      code <<= 1;
    }
    table.largest[TOO_LONG] = Integer.MAX_VALUE;
    return table;
  }

  private JpegHuffman(byte[] symbols) {
    this.symbols = symbols;
  }

  private void peek(int code, int length, int symbol) {
    int rest = PEEKED - length;
    int size = symbol & 15;
    for (int tail = 0; tail < 1 << rest; tail++) {
      int next = code << rest | tail;
      codes[next] = symbol << Byte.SIZE | length;
      if (size > 0 && size <= rest) {
        int value = extended(tail >> rest - size, size);
        values[next] = value << Short.SIZE | symbol >> 4 << Byte.SIZE | length + size;
      }
    }
  }

  /** A value of so many bits: those that begin with 0 are negative. */
  static int extended(int bits, int size) {
    return bits >> size - 1 == 0 ? bits - (1 << size) + 1 : bits;
  }

  boolean isCode(int bits, int length) {
    return bits <= largest[length];
  }

  int symbol(int code, int length) {
    return length > LONGEST ? 0 : symbols[code + places[length] & 0xFF] & 0xFF;
  }
}
