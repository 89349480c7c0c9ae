package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.harness.text.Amounts;
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
 * @param notCompared cells that were measured, but have no reference; they are in no other count
 * @param ownRecordings those of them whose reference was recorded from the run itself
 * @param failing cells that fail a suite
 * @param cost of all cells
 * @param recorded whether they are compared with earlier runs of this program
 */
public record Tally(
    ImmutableMap<VerdictWord, Integer> counts,
    int better,
    int notCompared,
    int ownRecordings,
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
        verdict ->
            (int)
                cells.stream()
                    .filter(cell -> cell.verdict() == verdict && !cell.isNotCompared())
                    .count();
    return new Tally(
        Arrays.stream(VerdictWord.values())
            .collect(ImmutableMap.toImmutableMap(Function.identity(), count)),
        (int) cells.stream().filter(Cell::better).count(),
        (int) cells.stream().filter(Cell::isNotCompared).count(),
        (int) cells.stream().filter(Cell::isOwnRecording).count(),
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

  /**
   * Every verdict that some cell has, worse and better apart: {@code 17 of 36 cells of Table 1
   * reproduced, 2 worse than printed, 1 better than printed, 16 not run}. Of cells that are
   * compared with earlier runs of this program, that no number of a paper is tested: {@code
   * Self-check passed: 17 of 17 cells match our own earlier runs, 2 not compared. No number of a
   * paper is tested on this page.} A cell that was recorded from this run itself is none of them.
   *
   * @param table its title, or empty for several
   */
  String answer(String table) {
    return recorded
        ? "%s: %s. No number of a paper is tested on this page.".formatted(selfCheck(), cells(""))
        : cells(table.isEmpty() ? "" : " of " + table);
  }

  private String selfCheck() {
    if (failing > 0) {
      return "Self-check failed";
    }
    if (compared() == 0) {
      return "Nothing to check";
    }
    return agreeing() == compared() ? "Self-check passed" : "Self-check undecided";
  }

  private String cells(String of) {
    if (compared() == 0 && !recorded) {
      return Amounts.count(notCompared, "cell")
          + " measured; there is no reference to compare with";
    }
    String verb =
        !recorded
            ? "reproduced"
            : agreeing() == 1 ? "matches our own earlier runs" : "match our own earlier runs";
    return "%s of %s%s %s".formatted(agreeing(), Amounts.count(compared(), "cell"), of, verb)
        + others();
  }

  private int compared() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  private int agreeing() {
    return lines().stream().filter(Line::agrees).mapToInt(Line::cells).sum();
  }

  /** How many do not agree, by what they are. */
  private String others() {
    return lines().stream()
        .filter(line -> line.cells() > 0 && !line.agrees())
        .map(line -> ", " + line.cells() + " " + line.words())
        .collect(Collectors.joining());
  }

  /**
   * So many cells of one kind.
   *
   * @param words what they are
   * @param sign one character, so that colour never speaks alone
   * @param style the page's class that gives it its colour
   */
  record Line(int cells, String words, String sign, String style, boolean agrees) {}

  /**
   * The counts, the best first, with worse and better apart; no verdict's where nothing is compared
   * that could have one.
   */
  ImmutableList<Line> lines() {
    ImmutableList.Builder<Line> lines = ImmutableList.builder();
    boolean none = compared() == 0 && !recorded;
    for (VerdictWord verdict : none ? ImmutableList.<VerdictWord>of() : verdicts()) {
      if (verdict == VerdictWord.NOT_REPRODUCED) {
        String style = ForestPlot.style(verdict);
        int worse = count(verdict) - better;
        lines.add(new Line(worse, "worse than printed", verdict.sign(), style, false));
        lines.add(new Line(better, "better than printed", Cell.BETTER, "better", false));
      } else {
        lines.add(line(verdict));
      }
    }
    ImmutableMap.of(
            Cell.OWN_RECORDING, ownRecordings, Cell.NOT_COMPARED, notCompared - ownRecordings)
        .forEach(
            (words, cells) -> {
              if (cells > 0) {
                String sign = VerdictWord.NOT_RUN.sign();
                lines.add(new Line(cells, words, sign, "not-compared", false));
              }
            });
    return lines.build();
  }

  private Line line(VerdictWord verdict) {
    boolean agrees =
        verdict == VerdictWord.REPRODUCED
            || verdict == VerdictWord.MATCHES
            || verdict == VerdictWord.IDENTICAL;
    String words =
        count(verdict) == 1 || (verdict != VerdictWord.DIFFERS && verdict != VerdictWord.MATCHES)
            ? verdict.words()
            : verdict == VerdictWord.DIFFERS ? "differ" : "match";
    return new Line(count(verdict), words, verdict.sign(), ForestPlot.style(verdict), agrees);
  }

  /** The answer in one sentence. */
  public String sentence() {
    return "%s; cost: %s.".formatted(cells(""), Words.cost(cost));
  }

  int count(VerdictWord verdict) {
    return counts.getOrDefault(verdict, 0);
  }
}
