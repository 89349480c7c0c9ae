package org.e2vpt.harness.data.image;

import java.util.Arrays;
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

  private final int mcusAcross;
  private final int mcusDown;

  /**
   * What its coefficients are multiplied with: by the quantisation table in force when its first
   * scan began.
   */
  int[] multipliers = {};

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
    this.mcusAcross = ceil(blocksAcross, across);
    this.mcusDown = ceil(blocksDown, down);
    Arrays.fill(lowestBits, -1);
  }

  static int ceil(int number, int divisor) {
    return (number + divisor - 1) / divisor;
  }

  int stride() {
    return blocksAcross * SIDE;
  }

  /** Takes memory for the samples, all grey. */
  void allocate() {
    samples = new byte[stride() * blocksDown * SIDE];
    Arrays.fill(samples, GREY);
  }

  /** The coefficients of all blocks, which are 0 at first. */
  short[] coefficients() {
    if (coefficients == null) {
      coefficients = new short[mcusAcross * across * mcusDown * down * BLOCK];
    }
    return coefficients;
  }

  /** Where the coefficients of a block begin. */
  int start(int row, int column) {
    return (row * mcusAcross * across + column) * BLOCK;
  }

  boolean isReal(int row, int column) {
    return row < blocksDown && column < blocksAcross;
  }

  /** Where the samples of a block begin. */
  int corner(int row, int column) {
    return (row * stride() + column) * SIDE;
  }

  /** Transforms all coefficients that were collected, and forgets them. */
  void transform(InverseDct dct) {
    short[] collected = coefficients;
    if (collected == null) {
      return; // no scan had it
    }
    for (int row = 0; row < blocksDown; row++) {
      for (int column = 0; column < blocksAcross; column++) {
        dct.transform(
            collected,
            start(row, column),
            BLOCK - 1,
            multipliers,
            samples,
            corner(row, column),
            stride());
      }
    }
    coefficients = null;
  }
}
