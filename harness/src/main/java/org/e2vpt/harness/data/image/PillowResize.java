package org.e2vpt.harness.data.image;

import java.util.Arrays;
import org.e2vpt.harness.data.ImageSet;

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

  /**
   * Resizes to a shorter side of {@code side} pixels; the longer one becomes {@code int(side · long
   * / short)}.
   */
  public RgbImage shorterSide(RgbImage image, int side) {
    int height = image.height();
    int width = image.width();
    return height <= width
        ? resize(image, side, (int) ((long) side * width / height))
        : resize(image, (int) ((long) side * height / width), side);
  }

  /** Resizes to {@code height} rows of {@code width} pixels. */
  public RgbImage resize(RgbImage image, int height, int width) {
    RgbImage narrow = width == image.width() ? image : alongRows(image, taps(image.width(), width));
    return height == narrow.height() ? narrow : alongColumns(narrow, taps(narrow.height(), height));
  }

  /**
   * The input values of each output value.
   *
   * @param first index of the first
   * @param weights of it and of those after it, in fixed point
   */
  private record Taps(int[] first, int[][] weights) {}

  private Taps taps(int in, int out) {
    double scale = (double) in / out;
    double filterScale = Math.max(1, scale);
    double reach = support * filterScale;
    int[] first = new int[out];
    int[][] weights = new int[out][];
    for (int i = 0; i < out; i++) {
      double centre = (i + 0.5) * scale;
      int from = Math.max(0, (int) (centre - reach + 0.5));
      int to = Math.min(in, (int) (centre + reach + 0.5));
      first[i] = from;
      weights[i] = fixedPoint(weights(from, to, centre, 1 / filterScale));
    }
    return new Taps(first, weights);
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

  private static RgbImage alongRows(RgbImage image, Taps taps) {
    int width = taps.first.length;
    byte[] in = image.pixels();
    byte[] out = new byte[image.height() * width * ImageSet.CHANNELS];
    int to = 0;
    for (int row = 0; row < image.height(); row++) {
      int rowStart = row * image.width() * ImageSet.CHANNELS;
      for (int column = 0; column < width; column++) {
        int[] weights = taps.weights[column];
        int from = rowStart + taps.first[column] * ImageSet.CHANNELS;
        int red = HALF;
        int green = HALF;
        int blue = HALF;
        for (int weight : weights) {
          red += (in[from] & 0xFF) * weight;
          green += (in[from + 1] & 0xFF) * weight;
          blue += (in[from + 2] & 0xFF) * weight;
          from += ImageSet.CHANNELS;
        }
        out[to] = rounded(red);
        out[to + 1] = rounded(green);
        out[to + 2] = rounded(blue);
        to += ImageSet.CHANNELS;
      }
    }
    return new RgbImage(image.height(), width, out);
  }

  /** Row by row of the output, so that memory is read in its order. */
  private static RgbImage alongColumns(RgbImage image, Taps taps) {
    int height = taps.first.length;
    int rowBytes = image.width() * ImageSet.CHANNELS;
    byte[] in = image.pixels();
    byte[] out = new byte[height * rowBytes];
    int[] sums = new int[rowBytes];
    for (int row = 0; row < height; row++) {
      Arrays.fill(sums, HALF);
      int from = taps.first[row] * rowBytes;
      for (int weight : taps.weights[row]) {
        for (int i = 0; i < rowBytes; i++) {
          sums[i] += (in[from + i] & 0xFF) * weight;
        }
        from += rowBytes;
      }
      for (int i = 0; i < rowBytes; i++) {
        out[row * rowBytes + i] = rounded(sums[i]);
      }
    }
    return new RgbImage(height, image.width(), out);
  }

  private static byte rounded(int sum) {
    return (byte) Math.max(0, Math.min(255, sum >> BITS));
  }
}
