package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.util.Objects;

/**
 * Blocks whose coefficients come bit by bit and band by band, in several scans: ITU T.81, annex
 * G.2.
 */
final class ProgressiveBlocks implements JpegScan.Blocks {

  private final JpegInput bits;
  private final JpegBand band;

  /** How many blocks have no more coefficients of this band, from the next one on. */
  private int ended;

  ProgressiveBlocks(JpegInput bits, JpegBand band) {
    this.bits = bits;
    this.band = band;
  }

  @Override
  public void restart() {
    ended = 0;
  }

  @Override
  public void finish(JpegComponent component, int row) {} // other scans will add to it

  @Override
  public void decode(JpegComponent component, int row, int column) throws IOException {
    short[] block = component.coefficients();
    int start = component.start(row, column);
    if (band.first() == 0) {
      dc(component, block, start);
    } else if (band.isRefined()) {
      refineAc(Objects.requireNonNull(component.ac), block, start);
    } else {
      ac(Objects.requireNonNull(component.ac), block, start);
    }
  }

  private void dc(JpegComponent component, short[] block, int start) throws IOException {
    if (band.isRefined()) {
      block[start] |= (short) (bits.number(1) << band.low());
    } else {
      component.predicted += bits.value(bits.symbol(Objects.requireNonNull(component.dc)));
      block[start] = (short) (component.predicted << band.low());
    }
  }

  private void ac(JpegHuffman code, short[] block, int start) throws IOException {
    if (ended > 0) {
      ended--;
      return;
    }
    for (int k = band.first(); k <= band.last(); k++) {
      int symbol = bits.symbol(code);
      int run = symbol >> 4;
      int size = symbol & 0xF;
      if (size > 0) {
        k += run;
        block[start + Zigzag.PLACES[k]] = (short) (bits.value(size) << band.low());
      } else if (run == 15) {
        k += run;
      } else {
        ended = blocksToEnd(run) - 1;
        return;
      }
    }
  }

  private int blocksToEnd(int size) throws IOException {
    return (1 << size) + (size == 0 ? 0 : bits.number(size));
  }

  private void refineAc(JpegHuffman code, short[] block, int start) throws IOException {
    int k = band.first();
    while (ended == 0 && k <= band.last()) {
      int symbol = bits.symbol(code);
      int run = symbol >> 4;
      int value = 0;
      if ((symbol & 0xF) > 0) {
        value = bits.number(1) == 1 ? 1 << band.low() : -1 << band.low();
      } else if (run < 15) {
        ended = blocksToEnd(run);
        break;
      }
      k = refineUpTo(run, k, block, start);
      if (value != 0) {
        block[start + Zigzag.PLACES[k]] = (short) value;
      }
      k++;
    }
    if (ended > 0) {
      refineUpTo(JpegComponent.BLOCK, k, block, start);
      ended--;
    }
  }

  /** Passes so many zeros, refines what is between them, and gives the place of the next zero. */
  private int refineUpTo(int zeros, int from, short[] block, int start) throws IOException {
    int left = zeros;
    int k = from;
    for (; k <= band.last(); k++) {
      int at = start + Zigzag.PLACES[k];
      if (block[at] == 0) {
        if (--left < 0) {
          break;
        }
      } else if (bits.number(1) == 1 && (block[at] & 1 << band.low()) == 0) {
        block[at] += (short) (block[at] > 0 ? 1 << band.low() : -1 << band.low());
      }
    }
    return k;
  }
}
