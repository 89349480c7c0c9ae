package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that are coded one by one: ITU T.81, annex F.2.2. Those of an image with one scan are
 * transformed at once.
 */
final class SequentialBlocks implements JpegScan.Blocks {

  private final JpegInput bits;

  /** Of an image with one scan. */
  private final @Nullable InverseDct dct;

  private final short[] block = new short[JpegComponent.BLOCK];

  SequentialBlocks(JpegInput bits, @Nullable InverseDct dct) {
    this.bits = bits;
    this.dct = dct;
  }

  @Override
  public void restart() {}

  @Override
  public void decode(JpegComponent component, int row, int column) throws IOException {
    if (dct == null) {
      decode(component, component.coefficients(), component.start(row, column));
      return;
    }
    int last = decode(component, block, 0);
    if (component.isReal(row, column)) {
      dct.transform(
          block,
          0,
          last,
          component.multipliers,
          component.samples,
          component.corner(row, column),
          component.stride());
    }
    Arrays.fill(block, (short) 0);
  }

  /** Decodes a block to {@code out}, and gives the number of its last coefficient. */
  private int decode(JpegComponent component, short[] out, int start) throws IOException {
    JpegInput in = bits;
    JpegHuffman ac = Objects.requireNonNull(component.ac);
    component.predicted += in.value(in.symbol(Objects.requireNonNull(component.dc)));
    out[start] = (short) component.predicted;

    int[] values = ac.values;
    int last = 0;
    long buffer = in.buffer;
    int count = in.count;
    for (int k = 1; k < JpegComponent.BLOCK; k++) {
      if (count < JpegInput.FEWEST) {
        in.buffer = buffer;
        in.count = count;
        in.fill();
        buffer = in.buffer;
        count = in.count;
      }
      int found = values[(int) (buffer >>> Long.SIZE - JpegHuffman.PEEKED)];
      int taken = found & 0xFF;
      if (found != 0 && taken <= count) {
        buffer <<= taken;
        count -= taken;
        k += found >> Byte.SIZE & 0xF;
        last = k;
        out[start + Zigzag.PLACES[k]] = (short) (found >> Short.SIZE);
        continue;
      }
      in.buffer = buffer;
      in.count = count;
      int symbol = in.symbol(ac);
      int size = symbol & 0xF;
      if (size > 0) {
        k += symbol >> 4;
        last = k;
        out[start + Zigzag.PLACES[k]] = (short) in.value(size);
      } else if (symbol == 0xF0) {
        k += 15;
      } else {
        return Math.min(last, JpegComponent.BLOCK - 1);
      }
      buffer = in.buffer;
      count = in.count;
    }
    in.buffer = buffer;
    in.count = count;
    return Math.min(last, JpegComponent.BLOCK - 1);
  }
}
