package org.e2vpt.harness.data.image;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A scan of a JPEG file, and the walk through its blocks: MCU by MCU, and from restart marker to
 * restart marker. Where bits are missing, blocks stay as they are until the next marker.
 *
 * <p>Source: ITU T.81, annexes A.2, B.2.3 and E.2.4; libjpeg's jdmarker.c, jdhuff.c and jdphuff.c
 * for damaged files.
 *
 * @param components in the scan's order, with their codes
 * @param band of coefficients, which counts in progressive files only
 */
record JpegScan(JpegFrame frame, ImmutableList<JpegComponent> components, JpegBand band) {

  private static final int MOST_COMPONENTS = 4;
  private static final int MOST_BLOCKS_OF_MCU = 10;

  /** How the blocks of a scan are coded. */
  interface Blocks {

    /** Decodes the next block. */
    void decode(JpegComponent component, int row, int column) throws IOException;

    /** Begins an interval. */
    void restart();

    /** Ends a row of blocks. */
    void finish(JpegComponent component, int row);
  }

  /** Reads the head of a scan, and gives its components what they need for it. */
  static JpegScan read(JpegFrame frame, JpegInput input, JpegTables tables) throws IOException {
    int length = input.length();
    int count = input.next();
    if (count < 1 || count > MOST_COMPONENTS || length != 4 + 2 * count) {
      throw damaged();
    }
    List<JpegComponent> components = new ArrayList<>();
    int[] codes = new int[count];
    for (int i = 0; i < count; i++) {
      int id = input.next();
      codes[i] = input.next();
      components.add(component(frame.components(), id, components));
    }
    int first = input.next();
    int last = input.next();
    int bits = input.next();
    JpegBand band = new JpegBand(first, last, bits >> 4, bits & 0xF);
    if (frame.progressive()) {
      band.require(components);
    }
    int blocks = components.stream().mapToInt(part -> part.across * part.down).sum();
    if (count > 1 && blocks > MOST_BLOCKS_OF_MCU) {
      throw damaged();
    }
    for (int i = 0; i < count; i++) {
      JpegComponent component = components.get(i);
      if (!frame.progressive() || first == 0 && !band.isRefined()) {
        component.dc = tables.dc(codes[i] >> 4);
      }
      if (!frame.progressive() || first > 0) {
        component.ac = tables.ac(codes[i] & 0xF);
      }
      component.quantise(tables);
    }
    return new JpegScan(frame, ImmutableList.copyOf(components), band);
  }

  /** The component of an id, looked for as libjpeg does: not where one was chosen already. */
  private static JpegComponent component(
      List<JpegComponent> all, int id, List<JpegComponent> chosen) throws IOException {
    for (int i = chosen.size(); i < all.size(); i++) {
      if (all.get(i).id == id && !chosen.contains(all.get(i))) {
        return all.get(i);
      }
    }
    throw damaged();
  }

  private static IOException damaged() {
    return new IOException("the head of a scan of it is damaged");
  }

  /** Decodes all blocks. */
  void decode(Blocks blocks, JpegInput input, int restartInterval) throws IOException {
    boolean alone = components.size() == 1;
    JpegComponent first = components.get(0);
    int mcusAcross = alone ? first.blocksAcross : frame.mcusAcross();
    int mcusDown = alone ? first.blocksDown : frame.mcusDown();
    int toGo = restartInterval;
    int number = 0;
    boolean lacksBits = false;
    input.dropBits();
    components.forEach(component -> component.predicted = 0);
    for (int row = 0; row < mcusDown; row++) {
      for (int column = 0; column < mcusAcross; column++) {
        if (restartInterval > 0 && toGo == 0) {
          input.restart(number);
          blocks.restart();
          components.forEach(component -> component.predicted = 0);
          number = number + 1 & 7;
          toGo = restartInterval;
          lacksBits &= input.isAtMarker();
        }
        if (!lacksBits) {
          if (alone) {
            blocks.decode(first, row, column);
          } else {
            mcu(blocks, row, column);
          }
          lacksBits = input.lacksBits();
        }
        toGo--;
      }
      for (JpegComponent component : components) {
        int down = alone ? 1 : component.down;
        for (int y = 0; y < down; y++) {
          blocks.finish(component, row * down + y);
        }
      }
    }
  }

  private void mcu(Blocks blocks, int row, int column) throws IOException {
    for (int i = 0; i < components.size(); i++) {
      JpegComponent component = components.get(i);
      for (int y = 0; y < component.down; y++) {
        for (int x = 0; x < component.across; x++) {
          blocks.decode(component, row * component.down + y, column * component.across + x);
        }
      }
    }
  }
}
