package org.e2vpt.tables.accounting;

import java.util.List;
import java.util.Locale;
import org.e2vpt.tables.paper.PaperTask;

/**
 * The value of what is {@link Free} that a printed share implies. With k tuned numbers of n at x =
 * 0, on average over tasks, and u for each x,
 *
 * <pre>
 *   p = 100 · (k + u·x) / (n + u·x),  so  x = (p/100 · n − k) / (u · (1 − p/100))
 * </pre>
 *
 * @param k numbers kept at x = 0, the head's among them
 * @param n all numbers at x = 0
 * @param u numbers of one x
 */
record Inversion(PrintedShare cell, Free free, int tasks, double k, double n, double u) {

  static Inversion of(PrintedShare cell, Free free, Counted counted, List<PaperTask> tasks) {
    Shares one = Shares.of(counted.with(free.options(counted.architecture(), 1)), tasks);
    Shares two = Shares.of(counted.with(free.options(counted.architecture(), 2)), tasks);
    double u = two.meanKept() - one.meanKept();
    return new Inversion(cell, free, tasks.size(), one.meanKept() - u, one.meanTotal() - u, u);
  }

  /** x, if the paper had printed this share. */
  double at(double percent) {
    double p = percent / 100;
    return (p * n - k) / (u * (1 - p));
  }

  /** The equation and its solution, with what rounding leaves open. */
  String arithmetic() {
    double printed = cell.printed().value();
    return String.format(
        Locale.ROOT,
        "100*(%,.0f + %,.0f*x)/(%,.0f + %2$,.0f*x) = %s at x = %.1f (%.1f to %.1f) %s%s",
        k,
        u,
        n,
        cell.printed(),
        at(printed),
        at(printed - cell.printed().rounding()),
        at(printed + cell.printed().rounding()),
        free.unit(),
        tasks == 1 ? "" : String.format(Locale.ROOT, ", on average over %d tasks", tasks));
  }
}
