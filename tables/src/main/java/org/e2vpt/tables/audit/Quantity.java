package org.e2vpt.tables.audit;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.Summary;

/**
 * A number, and how far the true one may lie from it.
 *
 * @param value of the number
 * @param slack half of a printed number's last digit; 0 of a measured one
 * @param text as it stands in an arithmetic
 */
record Quantity(double value, double slack, String text) {

  private static final int DECIMALS = 4;

  /** Beyond the last bits of a sum. */
  private static final double ROUNDING = 1e-9;

  static Quantity of(Printed printed) {
    return new Quantity(printed.value(), printed.rounding(), printed.text());
  }

  /** A measured mean; empty without a run. */
  static Optional<Quantity> measured(Summary measured) {
    return measured.n() == 0
        ? Optional.empty()
        : Optional.of(new Quantity(measured.mean(), 0, Decimals.percent(measured.mean())));
  }

  /** The unweighted mean of at least one number. */
  static Quantity mean(Collection<Quantity> numbers) {
    double value = numbers.stream().mapToDouble(Quantity::value).average().orElseThrow();
    double slack = numbers.stream().mapToDouble(Quantity::slack).average().orElseThrow();
    return new Quantity(value, slack, Decimals.fixed(value, DECIMALS));
  }

  /** The mean with a weight for each number. */
  static Quantity mean(List<Quantity> numbers, List<Integer> weights) {
    double value = 0;
    double slack = 0;
    int total = weights.stream().mapToInt(Integer::intValue).sum();
    for (int i = 0; i < numbers.size(); i++) {
      value += numbers.get(i).value * weights.get(i) / total;
      slack += numbers.get(i).slack * weights.get(i) / total;
    }
    return new Quantity(value, slack, Decimals.fixed(value, DECIMALS));
  }

  /** This − other, such as {@code 50.25 - 48.00 = 2.25}. */
  Quantity minus(Quantity other) {
    double difference = Decimals.round(value - other.value, DECIMALS);
    return new Quantity(
        difference,
        slack + other.slack,
        "%s - %s = %s".formatted(text, other.text, plain(difference)));
  }

  /** Whether the number would be printed as {@code claimed}. */
  boolean prints(Printed claimed) {
    return claimed.prints(value);
  }

  /** Whether the true number might be printed as {@code claimed}. */
  boolean allows(Printed claimed) {
    return Math.abs(value - claimed.value()) <= slack + claimed.rounding() + ROUNDING;
  }

  private static String plain(double value) {
    return Decimals.fixed(value, DECIMALS).replaceFirst("(\\.\\d\\d\\d*?)0+$", "$1");
  }
}
