package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.util.Objects;

/** Blocks that are coded one by one: ITU T.81, annex F.2.2. */
final class SequentialBlocks implements JpegScan.Blocks {

  /** The symbol of sixteen coefficients that are 0. */
  private static final int ZEROS = 0xF0;

  private final JpegInput input;

  /** Whether other scans may add to blocks, so that they are transformed later. */
  private final boolean collects;

  SequentialBlocks(JpegInput input, boolean collects) {
    this.input = input;
    this.collects = collects;
  }

  @Override
  public void restart() {}

  @Override
  public void finish(JpegComponent component, int row) {
    if (!collects) {
      component.transform(row);
    }
  }

  @Override
  public void decode(JpegComponent component, int row, int column) throws IOException {
    if (!collects) {
      component.begin(row, column);
    }
    JpegInput in = input;
    JpegHuffman ac = Objects.requireNonNull(component.ac);
    component.predicted += in.value(in.symbol(Objects.requireNonNull(component.dc)));
    put(component, row, column, 0, component.predicted);

    int[] values = ac.values;
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
        put(component, row, column, k, found >> Short.SIZE);
        continue;
      }
      in.buffer = buffer;
      in.count = count;
      int symbol = in.symbol(ac);
      int size = symbol & 0xF;
      if (size > 0) {
        k += symbol >> 4;
        put(component, row, column, k, in.value(size));
      } else if (symbol == ZEROS) {
        k += 15;
      } else {
        return;
      }
      buffer = in.buffer;
      count = in.count;
    }
    in.buffer = buffer;
    in.count = count;
  }

  private void put(JpegComponent component, int row, int column, int k, int value) {
    int place = Zigzag.PLACES[k];
    if (collects) {
      component.coefficients()[component.start(row, column) + place] = (short) value;
    } else {
      component.put(place, (short) value);
    }
  }
}
