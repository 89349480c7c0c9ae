package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;

/**
 * A linear axis from values to coordinates.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}
 * @param from coordinate, such as x in pixels
 * @param to coordinate
 */
record Axis(double low, double high, double from, double to) {

  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** Round values within the axis, at most {@code most + 1}: multiples of 1, 2 or 5 times 10ᵏ. */
  ImmutableList<Double> ticks(int most) {
    double power = Math.pow(10, Math.floor(Math.log10((high - low) / most)));
    double step = power;
    for (double factor : new double[] {1, 2, 5, 10}) {
      step = factor * power;
      if ((high - low) / step <= most) {
        break;
      }
    }
    ImmutableList.Builder<Double> ticks = ImmutableList.builder();
    for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
      ticks.add(i * step);
    }
    return ticks.build();
  }
}
