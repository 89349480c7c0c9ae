package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * The whole table in a few numbers.
 *
 * @param counts cells by verdict, each verdict present
 * @param better cells that are not reproduced because they are better than their print
 * @param failing cells that fail a suite
 * @param cost of all cells
 * @param recorded whether they are compared with earlier runs of this program
 */
public record Tally(
    ImmutableMap<VerdictWord, Integer> counts,
    int better,
    int failing,
    Cost cost,
    boolean recorded) {

  /**
   * Of cells, each once: some stand in several tables or rows, with the same trials and the same
   * reference.
   *
   * @param runs that they are made of
   */
  static Tally of(List<Cell> all, List<Run> runs, boolean recorded) {
    Collection<Cell> cells = once(all, runs);
    Function<VerdictWord, Integer> count =
        verdict -> (int) cells.stream().filter(cell -> cell.verdict() == verdict).count();
    return new Tally(
        Arrays.stream(VerdictWord.values())
            .collect(ImmutableMap.toImmutableMap(Function.identity(), count)),
        (int) cells.stream().filter(Cell::better).count(),
        (int) cells.stream().filter(Cell::fails).count(),
        cells.stream().map(Cell::cost).reduce(Cost.NOTHING, Cost::plus),
        recorded);
  }

  private static Collection<Cell> once(List<Cell> cells, List<Run> runs) {
    Map<List<Object>, Cell> once = new LinkedHashMap<>();
    for (Cell cell : cells) {
      Set<String> trials =
          Aggregation.runsOf(cell.asked(), runs).stream()
              .map(Run::trialId)
              .collect(Collectors.toSet());
      once.putIfAbsent(
          trials.isEmpty() ? List.of(cell.asked()) : List.of(trials, cell.reference()), cell);
    }
    return once.values();
  }

  /** The verdicts that such a table can have, the best first. */
  public ImmutableList<VerdictWord> verdicts() {
    return recorded
        ? ImmutableList.of(
            VerdictWord.IDENTICAL,
            VerdictWord.MATCHES,
            VerdictWord.CONSISTENT,
            VerdictWord.INCONCLUSIVE,
            VerdictWord.DIFFERS,
            VerdictWord.NOT_RUN)
        : ImmutableList.of(
            VerdictWord.REPRODUCED,
            VerdictWord.CONSISTENT,
            VerdictWord.INCONCLUSIVE,
            VerdictWord.NOT_REPRODUCED,
            VerdictWord.NOT_RUN);
  }

  /** Such as {@code 8 of 10 cells reproduced}. */
  public String headline() {
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    return String.format(
        Locale.ROOT,
        recorded ? "%d of %d cells match our own earlier runs" : "%d of %d cells reproduced",
        agreeing(),
        all);
  }

  private int agreeing() {
    return count(VerdictWord.REPRODUCED)
        + count(VerdictWord.MATCHES)
        + count(VerdictWord.IDENTICAL);
  }

  /**
   * Every verdict that some cell has: {@code 17 of 36 cells of Table 1 reproduced, 3 not, 16 not
   * run}, or {@code Self-check passed: 18 of 18 cells match our own earlier runs}.
   *
   * @param table its title, or empty for several
   */
  String answer(String table) {
    String of = table.isEmpty() ? "" : " of " + table;
    String answer = headline().replaceFirst(" cells", Matcher.quoteReplacement(" cells" + of));
    if (recorded) {
      answer = selfCheck() + ": " + answer;
    }
    return answer + others();
  }

  private String selfCheck() {
    if (failing > 0) {
      return "Self-check failed";
    }
    return others().isEmpty() ? "Self-check passed" : "Self-check found no difference";
  }

  private String others() {
    return verdicts().stream()
        .filter(verdict -> count(verdict) > 0)
        .flatMap(
            verdict -> other(verdict).map(words -> ", " + count(verdict) + " " + words).stream())
        .collect(Collectors.joining());
  }

  /** How a verdict is counted that does not agree. */
  private Optional<String> other(VerdictWord verdict) {
    return switch (verdict) {
      case REPRODUCED, MATCHES, IDENTICAL -> Optional.empty();
      case NOT_REPRODUCED -> Optional.of(better == 0 ? "not" : "not (better: " + better + ")");
      case DIFFERS -> Optional.of(count(verdict) == 1 ? "differs" : "differ");
      case CONSISTENT, INCONCLUSIVE, NOT_RUN -> Optional.of(verdict.words());
    };
  }

  /** The answer in one sentence. */
  public String sentence() {
    return "%s%s; cost: %s.".formatted(headline(), others(), Words.cost(cost));
  }

  int count(VerdictWord verdict) {
    return counts.getOrDefault(verdict, 0);
  }
}
