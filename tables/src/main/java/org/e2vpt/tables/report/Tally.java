package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Verdict;

/**
 * The whole table in a few numbers.
 *
 * @param counts cells by verdict, each verdict present
 * @param better cells that are better than their reference, whatever their verdict
 * @param failing cells that fail a suite
 * @param cost of all cells
 */
public record Tally(ImmutableMap<Verdict, Integer> counts, int better, int failing, Cost cost) {

  static Tally of(List<Cell> cells) {
    Function<Verdict, Integer> count =
        verdict -> (int) cells.stream().filter(cell -> cell.verdict() == verdict).count();
    return new Tally(
        Arrays.stream(Verdict.values())
            .collect(ImmutableMap.toImmutableMap(Function.identity(), count)),
        (int) cells.stream().filter(Cell::better).count(),
        (int) cells.stream().filter(Cell::fails).count(),
        cells.stream().map(Cell::cost).reduce(Cost.NOTHING, Cost::plus));
  }

  /** Such as {@code 8 of 10 cells reproduced}. */
  public String headline() {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    return String.format(Locale.ROOT, "%d of %d cells reproduced", count(Verdict.REPRODUCED), all);
  }

  /**
   * Every verdict that some cell has: {@code 17 of 36 cells of Table 1 reproduced, 3 not, 16 not
   * run}.
   *
   * @param table its title, or empty for several
   */
  String answer(String table) {
    StringBuilder answer = new StringBuilder(headline());
    if (!table.isEmpty()) {
      answer.insert(answer.indexOf(" reproduced"), " of " + table);
    }
    append(answer, Verdict.NOT_REPRODUCED, "not");
    append(answer, Verdict.INCONCLUSIVE, Verdict.INCONCLUSIVE.words());
    append(answer, Verdict.NOT_RUN, Verdict.NOT_RUN.words());
    return answer.toString();
  }

  private void append(StringBuilder answer, Verdict verdict, String words) {
    if (count(verdict) > 0) {
      answer.append(", ").append(count(verdict)).append(' ').append(words);
    }
  }

  /** The answer in one sentence. */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "%s; %d not%s; %d inconclusive; %d not run; cost: %s.",
        headline(),
        count(Verdict.NOT_REPRODUCED),
        better == 0 ? "" : " (better: " + better + ")",
        count(Verdict.INCONCLUSIVE),
        count(Verdict.NOT_RUN),
        Words.cost(cost));
  }

  int count(Verdict verdict) {
    return counts.getOrDefault(verdict, 0);
  }
}
