package org.e2vpt.tables.paper;

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
          "a cost is not negative, got %d trials and %s seconds".formatted(trials, seconds));
    }
    seconds = Decimals.round(seconds, 2);
  }

  /** Both together. */
  public Cost plus(Cost other) {
    return new Cost(trials + other.trials, seconds + other.seconds);
  }
}
