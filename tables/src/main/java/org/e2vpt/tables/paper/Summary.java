package org.e2vpt.tables.paper;

import com.google.common.math.Stats;
import java.util.Collection;
import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Mean and spread of n accuracies in percent, with two decimals: everything that is concluded from
 * it is concluded from the numbers that a reader sees.
 *
 * @param n how many values
 * @param mean their arithmetic mean; NaN if there are none
 * @param sd their sample standard deviation; NaN for fewer than two
 */
public record Summary(int n, double mean, double sd) {

  /** Of no values. */
  public static final Summary NONE = new Summary(0, Double.NaN, Double.NaN);

  public Summary {
    if (n < 0 || n > 0 != Double.isFinite(mean) || n > 1 != Double.isFinite(sd) || sd < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no summary of n = %d values: mean %s, standard deviation %s",
              n,
              mean,
              sd));
    }
    mean = Decimals.round(mean, 2);
    sd = Decimals.round(sd, 2);
  }

  /**
   * Of {@code values}.
   *
   * @throws IllegalArgumentException if one is NaN or infinite
   */
  public static Summary of(Collection<Double> values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "accuracies must be finite to be averaged, got " + values);
      }
    }
    Stats stats = Stats.of(values);
    return switch (values.size()) {
      case 0 -> NONE;
      case 1 -> new Summary(1, stats.mean(), Double.NaN);
      default -> new Summary(values.size(), stats.mean(), stats.sampleStandardDeviation());
    };
  }

  /**
   * Half the width of the mean's 95 % confidence interval, t(0.975, n − 1) · sd / √n (Student); NaN
   * for fewer than two values.
   */
  public double halfWidth() {
    return n < 2 ? Double.NaN : Decimals.round(studentT(0.975, n - 1) * sd / Math.sqrt(n), 2);
  }

  /** Lower end of the mean's 95 % confidence interval; NaN for fewer than two values. */
  public double low() {
    return Decimals.round(mean - halfWidth(), 2);
  }

  /** Upper end of the mean's 95 % confidence interval; NaN for fewer than two values. */
  public double high() {
    return Decimals.round(mean + halfWidth(), 2);
  }

  /** The quantile {@code probability} of Student's t distribution. */
  public static double studentT(double probability, double degreesOfFreedom) {
    return new TDistribution(degreesOfFreedom).inverseCumulativeProbability(probability);
  }

  /**
   * As what others are held to: a single value is what the paper prints, which is not one run of
   * its, but a mean whose spread it keeps to itself: {@code 38.20 % (spread not printed)}.
   */
  public String asReference() {
    return n == 1 ? "%s %% (spread not printed)".formatted(Decimals.percent(mean)) : toString();
  }

  /** Such as {@code 38.20 ± 1.10 % (n = 3)}; never a mean without its spread and n. */
  @Override
  public String toString() {
    return switch (n) {
      case 0 -> "nothing (n = 0)";
      case 1 -> "%s %% (n = 1)".formatted(Decimals.percent(mean));
      default ->
          String.format(
              Locale.ROOT, "%s ± %s %% (n = %d)", Decimals.percent(mean), Decimals.percent(sd), n);
    };
  }
}
