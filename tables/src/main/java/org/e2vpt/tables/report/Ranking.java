package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.verdict.EstimatedDifference;
import org.e2vpt.tables.verdict.GainVerdict;
import org.e2vpt.tables.verdict.GainVerdict.Sign;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * Which method serves on the one column of a page that has nothing to compare with.
 *
 * @param where the column in words
 * @param cells the measured ones, the best first
 * @param gains of each over each, as far as they are known
 * @param guessing in percent, what naming the largest class alone would reach; NaN if unknown
 */
record Ranking(
    String where, ImmutableList<Cell> cells, ImmutableList<GainVerdict> gains, double guessing) {

  /** The ranking of a page with one table of one column, whose questions compare all its rows. */
  static Optional<Ranking> of(
      Paper paper,
      Collection<TableVerdicts> judged,
      List<Cell> cells,
      List<Predictions> predictions) {
    ImmutableList<Cell> measured =
        cells.stream()
            .filter(cell -> cell.verdict() != VerdictWord.NOT_RUN)
            .sorted(Comparator.comparingDouble(cell -> -cell.measured().mean()))
            .collect(ImmutableList.toImmutableList());
    if (judged.size() != 1
        || measured.isEmpty()
        || cells.stream().map(cell -> cell.asked().column()).distinct().count() > 1) {
      return Optional.empty();
    }
    TableVerdicts table = judged.iterator().next();
    ImmutableList<GainVerdict> gains =
        Finding.verdicts(paper, table).values().stream()
            .filter(gain -> gain.sign().isPresent())
            .collect(ImmutableList.toImmutableList());
    Ranking ranking =
        new Ranking(
            Finding.where(table, measured.get(0).asked().column()),
            measured,
            gains,
            predictions.stream().findFirst().map(Predictions::largestClass).orElse(Double.NaN));
    return ranking.pairs().size() == measured.size() * (measured.size() - 1) / 2
        ? Optional.of(ranking)
        : Optional.empty();
  }

  private Set<Set<String>> pairs() {
    Set<Set<String>> pairs = new HashSet<>();
    gains.forEach(gain -> pairs.add(Set.of(gain.claim().rowA(), gain.claim().rowB())));
    return pairs;
  }

  /**
   * The answer: {@code No method is told apart from another on photos: VPT-deep 46.78 %, Linear
   * 46.22 % (guessing 20.00 %)}.
   */
  String sentence() {
    String best = title(cells.get(0));
    List<Cell> others = cells.subList(1, cells.size());
    List<Cell> alike = others.stream().filter(cell -> !isBeaten(cell)).toList();
    if (others.isEmpty()) {
      return "%s reaches %s %% on %s%s".formatted(best, mean(cells.get(0)), where, guess());
    }
    String answer =
        gains.stream().allMatch(gain -> gain.sign().get() == Sign.NOT_TOLD_APART)
            ? "No method is told apart from another on " + where
            : alike.isEmpty()
                ? "%s is best on %s, %s".formatted(best, where, lead(others.get(0)))
                : "%s is best on %s, but not told apart from %s"
                    .formatted(
                        best,
                        where,
                        alike.stream().map(Ranking::title).collect(Collectors.joining(", ")));
    return cells.stream()
        .map(cell -> "%s %s %%".formatted(title(cell), mean(cell)))
        .collect(Collectors.joining(", ", answer + ": ", guess()));
  }

  private String lead(Cell second) {
    EstimatedDifference gain = over(second).gain().orElseThrow();
    return "%s ± %s points above %s"
        .formatted(
            Words.percent(Math.abs(gain.value())), Words.percent(gain.halfWidth()), title(second));
  }

  private boolean isBeaten(Cell other) {
    return over(other).sign().get() != Sign.NOT_TOLD_APART;
  }

  private GainVerdict over(Cell other) {
    Set<String> pair = Set.of(cells.get(0).asked().row(), other.asked().row());
    return gains.stream()
        .filter(gain -> Set.of(gain.claim().rowA(), gain.claim().rowB()).equals(pair))
        .findFirst()
        .orElseThrow();
  }

  private String guess() {
    return Double.isNaN(guessing) ? "" : " (guessing %s %%)".formatted(Words.percent(guessing));
  }

  private static String mean(Cell cell) {
    return Words.percent(cell.measured().mean());
  }

  private static String title(Cell cell) {
    return cell.asked().title();
  }
}
