package org.e2vpt.tables.paper;

import java.util.Locale;

/**
 * What numbers cost, searches included.
 *
 * @param trials how many were run
 * @param seconds their wall times, added up
 */
public record Cost(int trials, double seconds) {

  public static final Cost NOTHING = new Cost(0, 0);

  public Cost {
    if (trials < 0 || !(seconds >= 0) || Double.isInfinite(seconds)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a cost is not negative, got %d trials and %s seconds",
              trials,
              seconds));
    }
    seconds = Decimals.round(seconds, 2);
  }

  /** Both together. */
  public Cost plus(Cost other) {
    return new Cost(trials + other.trials, seconds + other.seconds);
  }
}
