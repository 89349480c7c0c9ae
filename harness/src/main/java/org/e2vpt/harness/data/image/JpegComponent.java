package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One of a JPEG file's colours: its size, and what is decoded of it. */
final class JpegComponent {

  static final int SIDE = 8;
  static final int BLOCK = SIDE * SIDE;

  /** A sample of which nothing is known. */
  private static final byte GREY = (byte) 128;

  final int id;

  /** How often it is sampled in an MCU, from left to right and from top to bottom. */
  final int across;

  final int down;

  /** The number of its quantisation table. */
  final int table;

  /** Columns and rows of real samples; what blocks have beyond them is not seen. */
  final int width;

  final int height;

  /** Blocks with real samples in a row, and rows of them. */
  final int blocksAcross;

  final int blocksDown;

  /** Blocks in a row of MCUs. */
  private final int columns;

  private final int mcusDown;

  /**
   * What its coefficients are multiplied with: by the quantisation table in force when its first
   * scan began.
   */
  private int[] multipliers = {};

  /** Products of coefficients: of each row of blocks in an MCU, as {@link #dct} takes them. */
  private int[][][] rows = {};

  private int[][] block = {};
  private int column;

  private @Nullable InverseDct dct;

  /** All blocks of all MCUs, row by row, if several scans make them. */
  private short @Nullable [] coefficients;

  /** Rows of {@link #stride} samples. */
  byte[] samples = {};

  /** The codes of the scan that is being read, and the last DC coefficient. */
  @Nullable JpegHuffman dc;

  @Nullable JpegHuffman ac;
  int predicted;

  /** Which lowest bit of each coefficient is known so far, in zigzag order; -1 if nothing is. */
  final int[] lowestBits = new int[BLOCK];

  JpegComponent(int id, int across, int down, int table, int width, int height) {
    this.id = id;
    this.across = across;
    this.down = down;
    this.table = table;
    this.width = width;
    this.height = height;
    this.blocksAcross = ceil(width, SIDE);
    this.blocksDown = ceil(height, SIDE);
    this.columns = ceil(blocksAcross, across) * across;
    this.mcusDown = ceil(blocksDown, down);
    Arrays.fill(lowestBits, -1);
  }

  /** Takes the table that is in force, unless it has one. */
  void quantise(JpegTables tables) throws IOException {
    if (multipliers.length == 0) {
      multipliers = transform().multipliers(tables.quantisation(table));
    }
  }

  private InverseDct transform() {
    return Objects.requireNonNull(dct);
  }

  static int ceil(int number, int divisor) {
    return (number + divisor - 1) / divisor;
  }

  int stride() {
    return blocksAcross * SIDE;
  }

  /** Takes memory for the samples, all grey, and for a transform. */
  void allocate(Decoder decoder) {
    rows = new int[down][SIDE][SIDE * columns];
    dct = InverseDct.of(decoder, columns);
    samples = new byte[stride() * blocksDown * SIDE];
    Arrays.fill(samples, GREY);
  }

  /** The coefficients of all blocks, which are 0 at first. */
  short[] coefficients() {
    if (coefficients == null) {
      coefficients = new short[columns * mcusDown * down * BLOCK];
    }
    return coefficients;
  }

  /** Where the coefficients of a block begin. */
  int start(int row, int column) {
    return (row * columns + column) * BLOCK;
  }

  /** Begins a block that is to be transformed with its row. */
  void begin(int row, int column) {
    block = rows[row % down];
    this.column = column;
  }

  /** Takes a coefficient of the block that was begun. */
  void put(int place, int value) {
    block[place >> 3][(place & 7) * columns + column] = (short) (value * multipliers[place]);
  }

  /** Transforms the blocks of a row that were put. */
  void transform(int row) {
    if (row < blocksDown) {
      transform()
          .transform(rows[row % down], blocksAcross, samples, row * SIDE * stride(), stride());
    }
  }

  /** Transforms all coefficients that were collected, and forgets them. */
  void transformCollected() {
    short[] collected = coefficients;
    if (collected == null) {
      return; // no scan had it
    }
    for (int row = 0; row < blocksDown; row++) {
      for (int column = 0; column < blocksAcross; column++) {
        int start = start(row, column);
        begin(row, column);
        for (int place = 0; place < BLOCK; place++) {
          if (collected[start + place] != 0) {
            put(place, collected[start + place]);
          }
        }
      }
      transform(row);
    }
    coefficients = null;
  }
}
