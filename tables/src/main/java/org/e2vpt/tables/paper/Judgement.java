package org.e2vpt.tables.paper;

import java.util.Optional;
import org.e2vpt.tables.verdict.CellVerdict;
import org.e2vpt.tables.verdict.EstimatedDifference;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * What the runs of a whole table say about one of its cells, with the decimals of {@code
 * cells.csv}. Every other number is NaN where nothing could be compared.
 *
 * @param word by Holm's correction over the cells of the table
 * @param unadjusted the word without it
 * @param partial whether only some of the column's tasks are compared
 * @param margin δ in points: a smaller difference does not matter
 * @param marginSource why so many
 * @param difference d = m − r, in points
 * @param standardError of d, in points
 * @param freedom its degrees of freedom ν
 * @param halfWidth half of the 95 % interval of d, in points
 * @param p of no difference
 * @param holmP the same by Holm's correction
 * @param equivalenceP of a difference as large as the margin
 * @param family H, how many cells the correction counts
 * @param explanation the word with the numbers that it follows from, and what would settle it
 */
public record Judgement(
    VerdictWord word,
    VerdictWord unadjusted,
    boolean partial,
    double margin,
    String marginSource,
    double difference,
    double standardError,
    double freedom,
    double halfWidth,
    double p,
    double holmP,
    double equivalenceP,
    int family,
    String explanation) {

  /** Of a cell whose reference is the run itself. */
  public static final Judgement OWN_RECORDING =
      none(
          VerdictWord.INCONCLUSIVE,
          "its reference was recorded from this run, so that it checks nothing");

  public Judgement {
    margin = Decimals.round(margin, 2);
    difference = Decimals.round(difference, 2);
    standardError = Decimals.round(standardError, 4);
    freedom = Decimals.round(freedom, 2);
    halfWidth = Decimals.round(halfWidth, 2);
    p = Decimals.round(p, 6);
    holmP = Decimals.round(holmP, 6);
    equivalenceP = Decimals.round(equivalenceP, 6);
  }

  /** By the rule of a table. */
  public static Judgement of(CellVerdict verdict, Noise.Margin margin) {
    Optional<EstimatedDifference> difference =
        verdict.comparison().map(comparison -> comparison.difference());
    return new Judgement(
        verdict.word(),
        verdict.unadjustedWord(),
        verdict.kind().isPartial(),
        difference.isEmpty() ? Double.NaN : margin.points(),
        difference.isEmpty() ? "" : margin.source(),
        difference.map(EstimatedDifference::value).orElse(Double.NaN),
        difference.map(d -> d.error().value()).orElse(Double.NaN),
        difference.map(d -> d.error().degreesOfFreedom()).orElse(Double.NaN),
        difference.map(EstimatedDifference::halfWidth).orElse(Double.NaN),
        difference.map(EstimatedDifference::twoSidedP).orElse(Double.NaN),
        verdict.holmP(),
        difference.map(d -> d.equivalenceP(margin.points())).orElse(Double.NaN),
        verdict.family(),
        verdict.sentence());
  }

  /** Of a cell that nothing is known to compare with, or that has no run. */
  public static Judgement none(VerdictWord word, String explanation) {
    return new Judgement(
        word,
        word,
        false,
        Double.NaN,
        "",
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0,
        explanation);
  }

  /**
   * Half of the 90 % interval of d, in points: that a difference as large as the margin is
   * excluded, by two one-sided tests at 5 %, is that this interval lies within the margin. NaN
   * without one.
   */
  public double testedHalfWidth() {
    return Double.isNaN(standardError)
        ? Double.NaN
        : Summary.studentT(0.95, freedom) * standardError;
  }

  /** Whether the cell is not reproduced because it lies above the print. */
  public boolean better() {
    return word == VerdictWord.NOT_REPRODUCED && difference > 0;
  }
}
