package org.e2vpt.tables.accounting;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.PaperTask;

/**
 * A printed share of tuned numbers beside the computed one.
 *
 * @param cell the printed one
 * @param tunedShare computed as the released code does, in percent: what is pruned is not
 *     subtracted; NaN if what is free has no value to compute with
 * @param keptShare computed of what pruning left; the verdict is about it
 * @param verdict whether the two agree
 * @param arithmetic how it was computed, or which value of what is free the printed share implies
 * @param reason why it does not reproduce, or cannot be determined; else empty
 */
public record CellAccount(
    PrintedShare cell,
    double tunedShare,
    double keptShare,
    Reproduction verdict,
    String arithmetic,
    String reason) {

  private static final int DECIMALS = 4;

  static CellAccount of(PrintedShare cell, Counted counted, List<PaperTask> tasks) {
    return cell.note().free().isEmpty()
        ? defined(cell, Shares.of(counted, tasks))
        : free(cell, Free.parse(cell.note().free()), counted, tasks);
  }

  private static CellAccount defined(PrintedShare cell, Shares shares) {
    boolean reproduces = cell.printed().prints(shares.kept());
    return new CellAccount(
        cell,
        shares.tuned(),
        shares.kept(),
        reproduces ? Reproduction.REPRODUCES : Reproduction.DOES_NOT_REPRODUCE,
        shares.arithmetic(),
        reproduces ? "" : sentences(difference(cell, shares), cell.note().note()));
  }

  private static String difference(PrintedShare cell, Shares shares) {
    double needed = cell.printed().value() / 100 * shares.meanTotal();
    String difference =
        String.format(
            Locale.ROOT,
            "%s %% of %,.0f numbers is %,.0f, but %,.0f are tuned",
            cell.printed(),
            shares.meanTotal(),
            needed,
            shares.meanKept());
    double pruned = shares.meanTuned() - shares.meanKept();
    if (pruned == 0) {
      return difference;
    }
    double share = Double.parseDouble(cell.pruning()) * (shares.meanTuned() - needed) / pruned;
    return difference
        + String.format(Locale.ROOT, "; that needs %.0f %% pruned, not %s", share, cell.pruning());
  }

  private static CellAccount free(
      PrintedShare cell, Free free, Counted counted, List<PaperTask> tasks) {
    String arithmetic = Inversion.of(cell, free, counted, tasks).arithmetic();
    Map<String, String> said = free.options(counted.architecture(), 1);
    boolean computable = counted.options().keySet().containsAll(said.keySet());
    Shares shares = Shares.of(counted, tasks);
    ImmutableMap<Integer, Double> tried = tried(cell, free, counted, tasks);
    boolean excluded =
        !tried.isEmpty() && tried.values().stream().noneMatch(cell.printed()::prints);
    return new CellAccount(
        cell,
        computable ? shares.tuned() : Double.NaN,
        computable ? shares.kept() : Double.NaN,
        excluded ? Reproduction.DOES_NOT_REPRODUCE : Reproduction.NOT_DETERMINABLE,
        arithmetic,
        sentences(said(cell, tried), cell.note().note()));
  }

  /** The share at each candidate. */
  private static ImmutableMap<Integer, Double> tried(
      PrintedShare cell, Free free, Counted counted, List<PaperTask> tasks) {
    ImmutableMap.Builder<Integer, Double> tried = ImmutableMap.builder();
    for (String candidate : cell.note().candidates()) {
      int x = Integer.parseInt(candidate);
      Counted at = counted.with(free.options(counted.architecture(), x));
      tried.put(x, Shares.of(at, tasks).kept());
    }
    return tried.buildOrThrow();
  }

  private static String said(PrintedShare cell, Map<Integer, Double> tried) {
    if (tried.isEmpty()) {
      return "";
    }
    ImmutableList.Builder<String> fitting = ImmutableList.builder();
    ImmutableList.Builder<String> all = ImmutableList.builder();
    tried.forEach(
        (x, share) -> {
          all.add(String.format(Locale.ROOT, "%d: %s", x, Decimals.fixed(share, DECIMALS)));
          if (cell.printed().prints(share)) {
            fitting.add(Integer.toString(x));
          }
        });
    List<String> fit = fitting.build();
    return "of the values of x that the paper tried, %s %s it (%s)"
        .formatted(
            fit.isEmpty() ? "none" : String.join(", ", fit),
            fit.size() > 1 ? "give" : "gives",
            String.join(", ", all.build()));
  }

  private static String sentences(String first, String second) {
    return first.isEmpty() || second.isEmpty() ? first + second : first + "; " + second;
  }
}
