package org.e2vpt.harness.data.image;

/**
 * The rows of a component in the image's size: with triangle filters where libjpeg has some, with
 * repeated samples otherwise.
 *
 * <p>Source: libjpeg-turbo 2.1, jdsample.c with "fancy" upsampling.
 */
abstract class JpegRows {

  /** Narrower components are not filtered from left to right. */
  private static final int NARROWEST_FILTERED = 3;

  private final JpegComponent component;

  /** The samples of the component, all in one. */
  final byte[] samples;

  /** Columns of real samples. */
  final int columns;

  /** What was made last. */
  final int[] row;

  private JpegRows(JpegComponent component, int across) {
    this.component = component;
    this.samples = component.samples;
    this.columns = component.width;
    this.row = new int[columns * across];
  }

  static JpegRows of(JpegFrame frame, JpegComponent component) {
    int across = frame.mostAcross() / component.across;
    int down = frame.mostDown() / component.down;
    boolean wide = component.width >= NARROWEST_FILTERED;
    if (across == 1 && down == 1) {
      return new Whole(component);
    } else if (across == 2 && down == 1 && wide) {
      return new Across(component);
    } else if (across == 1 && down == 2) {
      return new Down(component);
    } else if (across == 2 && down == 2 && wide) {
      return new Both(component);
    }
    return new Repeated(component, across, down);
  }

  /** The row {@code y} of the image, as wide as it or wider, until the next one is asked for. */
  final int[] row(int y) {
    fill(y);
    return row;
  }

  abstract void fill(int y);

  /** Where a row of samples begins; the first and the last one go on beyond the border. */
  final int start(int row) {
    return Math.max(0, Math.min(component.height - 1, row)) * component.stride();
  }

  /** As many samples as pixels. */
  private static final class Whole extends JpegRows {

    Whole(JpegComponent component) {
      super(component, 1);
    }

    @Override
    void fill(int y) {
      byte[] in = samples;
      int[] out = row;
      int start = start(y);
      for (int i = 0; i < out.length; i++) {
        out[i] = in[start + i] & 0xFF;
      }
    }
  }

  /** A sample for two pixels of a row. */
  private static final class Across extends JpegRows {

    Across(JpegComponent component) {
      super(component, 2);
    }

    @Override
    void fill(int y) {
      byte[] in = samples;
      int[] out = row;
      int start = start(y);
      int last = columns - 1;
      int before = in[start] & 0xFF;
      int here = before;
      for (int i = 0; i < last; i++) {
        int after = in[start + i + 1] & 0xFF;
        out[2 * i] = 3 * here + before + 1 >> 2;
        out[2 * i + 1] = 3 * here + after + 2 >> 2;
        before = here;
        here = after;
      }
      out[2 * last] = 3 * here + before + 1 >> 2;
      out[2 * last + 1] = here;
    }
  }

  /** A sample for two rows. */
  private static final class Down extends JpegRows {

    Down(JpegComponent component) {
      super(component, 1);
    }

    @Override
    void fill(int y) {
      boolean upper = y % 2 == 0;
      int near = start(y / 2);
      int other = start(upper ? y / 2 - 1 : y / 2 + 1);
      int bias = upper ? 1 : 2;
      for (int i = 0; i < columns; i++) {
        row[i] = 3 * (samples[near + i] & 0xFF) + (samples[other + i] & 0xFF) + bias >> 2;
      }
    }
  }

  /** A sample for two rows and two pixels of each. */
  private static final class Both extends JpegRows {

    private final int[] sums;

    Both(JpegComponent component) {
      super(component, 2);
      sums = new int[columns];
    }

    @Override
    void fill(int y) {
      byte[] in = samples;
      int[] out = row;
      int near = start(y / 2);
      int other = start(y % 2 == 0 ? y / 2 - 1 : y / 2 + 1);
      for (int i = 0; i < sums.length; i++) {
        sums[i] = 3 * (in[near + i] & 0xFF) + (in[other + i] & 0xFF);
      }
      int last = columns - 1;
      out[0] = 4 * sums[0] + 8 >> 4;
      for (int i = 0; i < last; i++) {
        out[2 * i + 1] = 3 * sums[i] + sums[i + 1] + 7 >> 4;
        out[2 * i + 2] = 3 * sums[i + 1] + sums[i] + 8 >> 4;
      }
      out[2 * last + 1] = 4 * sums[last] + 7 >> 4;
    }
  }

  /** Samples that are repeated. */
  private static final class Repeated extends JpegRows {

    private final int across;
    private final int down;

    Repeated(JpegComponent component, int across, int down) {
      super(component, across);
      this.across = across;
      this.down = down;
    }

    @Override
    void fill(int y) {
      int start = start(y / down);
      for (int i = 0; i < row.length; i++) {
        row[i] = samples[start + i / across] & 0xFF;
      }
    }
  }
}
