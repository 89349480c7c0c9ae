package org.e2vpt.harness.data.image;

import java.util.Arrays;

/**
 * Pillow's resize of uint8 images, bit for bit: what torchvision's {@code Resize} does to a PIL
 * image.
 *
 * <p>First along rows, then along columns; each output value is a weighted sum over the {@code
 * support · max(1, in/out)} input values around {@code (i + 0.5) · in/out}, so that shrinking
 * averages. Weights are fixed-point numbers of {@value #BITS} bits, and the image between both
 * passes is rounded to uint8.
 */
public enum PillowResize {
  BILINEAR(1) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      return x < 1 ? 1 - x : 0;
    }
  },

  /** Catmull-Rom's relative with a = -1/2. */
  BICUBIC(2) {
    @Override
    double weight(double distance) {
      double x = Math.abs(distance);
      if (x < 1) {
        return ((1.5 * x) - 2.5) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
    }
  };

  private static final int BITS = 22;
  private static final int HALF = 1 << (BITS - 1);

  private final double support;

  PillowResize(double support) {
    this.support = support;
  }

  /** Of an input value at this distance, in units of the wider grid. */
  abstract double weight(double distance);

  /** Resizes the whole image. */
  public RgbImage resize(RgbImage image, Size size) {
    return resize(image, size, 0, 0, size);
  }

  /** The same values as {@code crop.of(resize(image, size))}, and no others are computed. */
  public RgbImage resize(RgbImage image, Size size, Crop crop) {
    RgbImage cut = resize(image, size, crop.top(), crop.left(), new Size(crop.side(), crop.side()));
    if (crop.mirrored()) {
      Crop.mirror(cut);
    }
    return cut;
  }

  private RgbImage resize(RgbImage image, Size size, int top, int left, Size part) {
    Taps columns = taps(image.width(), size.width(), left, part.width());
    Taps rows = taps(image.height(), size.height(), top, part.height());
    int[][] narrow = alongRows(image, columns, rows.firstInput(), rows.lastInput());
    return new RgbImage(part.height(), part.width(), alongColumns(narrow, rows));
  }

  /**
   * The input values of each output value.
   *
   * @param first index of the first
   * @param weights of it and of those after it, in fixed point
   * @param four if none has more taps: of each output the first index, and four weights; or empty
   */
  private record Taps(int[] first, int[][] weights, int[] four) {

    /** Taps of an axis of {@code in} values. */
    static Taps of(int[] first, int[][] weights, int in) {
      boolean few = in >= 4 && Arrays.stream(weights).allMatch(taps -> taps.length <= 4);
      int[] four = new int[few ? 5 * first.length : 0];
      for (int i = 0; few && i < first.length; i++) {
        int from = Math.min(first[i], in - 4); // weights of zero before or behind the others
        four[5 * i] = from;
        System.arraycopy(weights[i], 0, four, 5 * i + 1 + first[i] - from, weights[i].length);
      }
      return new Taps(first, weights, four);
    }

    int firstInput() {
      return first[0];
    }

    int lastInput() {
      int last = first.length - 1;
      return first[last] + weights[last].length - 1;
    }
  }

  /** Of the outputs {@code [from, from + count)} out of {@code out}. */
  private Taps taps(int in, int out, int from, int count) {
    double scale = (double) in / out;
    double filterScale = Math.max(1, scale);
    double reach = support * filterScale;
    int[] first = new int[count];
    int[][] weights = new int[count][];
    for (int i = 0; i < count; i++) {
      if (in == out) { // Pillow leaves such an axis alone
        first[i] = from + i;
        weights[i] = new int[] {1 << BITS};
        continue;
      }
      double centre = (from + i + 0.5) * scale;
      int low = Math.max(0, (int) (centre - reach + 0.5));
      int high = Math.min(in, (int) (centre + reach + 0.5));
      first[i] = low;
      weights[i] = fixedPoint(weights(low, high, centre, 1 / filterScale));
    }
    return Taps.of(first, weights, in);
  }

  private double[] weights(int from, int to, double centre, double scale) {
    double[] weights = new double[to - from];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weight((i + from - centre + 0.5) * scale);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private static int[] fixedPoint(double[] weights) {
    int[] fixed = new int[weights.length];
    for (int i = 0; i < fixed.length; i++) {
      double scaled = weights[i] * (1 << BITS);
      fixed[i] = (int) (weights[i] < 0 ? scaled - 0.5 : scaled + 0.5);
    }
    return fixed;
  }

  /**
   * The rows {@code from..to} as integers, which are added up faster than bytes; others stay empty.
   */
  private static int[][] alongRows(RgbImage image, Taps taps, int from, int to) {
    int[][] rows = new int[image.height()][];
    for (int row = from; row <= to; row++) {
      rows[row] = new int[taps.first.length * RgbImage.CHANNELS];
      alongRow(image.pixels(), row * image.width() * RgbImage.CHANNELS, taps, rows[row]);
    }
    return rows;
  }

  private static void alongRow(byte[] in, int start, Taps taps, int[] out) {
    if (taps.four.length > 0) {
      byFour(in, start, taps, out);
      return;
    }
    for (int column = 0, to = 0; to < out.length; column++, to += RgbImage.CHANNELS) {
      int from = start + taps.first[column] * RgbImage.CHANNELS;
      int red = HALF;
      int green = HALF;
      int blue = HALF;
      for (int weight : taps.weights[column]) {
        red += (in[from] & 0xFF) * weight;
        green += (in[from + 1] & 0xFF) * weight;
        blue += (in[from + 2] & 0xFF) * weight;
        from += RgbImage.CHANNELS;
      }
      out[to] = rounded(red);
      out[to + 1] = rounded(green);
      out[to + 2] = rounded(blue);
    }
  }

  /** The same sums without an inner loop: photos that shrink by less than two have four taps. */
  private static void byFour(byte[] in, int start, Taps taps, int[] out) {
    for (int column = 0, to = 0; to < out.length; column++, to += RgbImage.CHANNELS) {
      int from = start + taps.four[column * 5] * RgbImage.CHANNELS;
      int first = taps.four[column * 5 + 1];
      int second = taps.four[column * 5 + 2];
      int third = taps.four[column * 5 + 3];
      int fourth = taps.four[column * 5 + 4];
      for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
        out[to + channel] =
            rounded(
                HALF
                    + (in[from + channel] & 0xFF) * first
                    + (in[from + channel + 3] & 0xFF) * second
                    + (in[from + channel + 6] & 0xFF) * third
                    + (in[from + channel + 9] & 0xFF) * fourth);
      }
    }
  }

  private static byte[] alongColumns(int[][] rows, Taps taps) {
    int rowValues = rows[taps.firstInput()].length;
    byte[] out = new byte[taps.first.length * rowValues];
    int[] sums = new int[rowValues];
    for (int row = 0; row < taps.first.length; row++) {
      Arrays.fill(sums, HALF);
      for (int tap = 0; tap < taps.weights[row].length; tap++) {
        add(rows[taps.first[row] + tap], taps.weights[row][tap], sums);
      }
      for (int i = 0; i < rowValues; i++) {
        out[row * rowValues + i] = (byte) rounded(sums[i]);
      }
    }
    return out;
  }

  /** A loop of its own, which the compiler turns into vector instructions. */
  private static void add(int[] row, int weight, int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += row[i] * weight;
    }
  }

  private static int rounded(int sum) {
    return Math.max(0, Math.min(255, sum >> BITS));
  }
}
