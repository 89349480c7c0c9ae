package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;

/**
 * The verdict on a cell.
 *
 * @param missing tasks without a run
 * @param comparison empty if the cell was not run
 * @param holmP p₂ after Holm's correction; NaN outside the family
 * @param family H, how many cells the correction counts
 * @param unadjustedWord with p₂ in the place of {@code holmP}
 */
public record CellVerdict(
    String row,
    String column,
    CellKind kind,
    ImmutableSet<String> missing,
    Optional<CellComparison> comparison,
    double holmP,
    int family,
    VerdictWord word,
    VerdictWord unadjustedWord) {

  static CellVerdict notRun(
      String row, String column, CellKind kind, ImmutableSet<String> missing, int family) {
    return new CellVerdict(
        row,
        column,
        kind,
        missing,
        Optional.empty(),
        Double.NaN,
        family,
        VerdictWord.NOT_RUN,
        VerdictWord.NOT_RUN);
  }

  /**
   * Of a comparison.
   *
   * @param holmP NaN outside the family, where p₂ takes its place
   */
  static CellVerdict of(
      String row,
      String column,
      ImmutableSet<String> missing,
      CellComparison cell,
      double holmP,
      int family) {
    double p = cell.difference().twoSidedP();
    return new CellVerdict(
        row,
        column,
        cell.kind(),
        missing,
        Optional.of(cell),
        holmP,
        family,
        word(cell, Double.isNaN(holmP) ? p : holmP),
        word(cell, p));
  }

  private static VerdictWord word(CellComparison cell, double p) {
    if (cell.identical()) {
      return VerdictWord.IDENTICAL;
    }
    VerdictWord word = VerdictWord.of(cell.difference(), cell.margin(), p);
    return cell.kind().isRecording() ? word.ofRecording() : word;
  }

  /** Whether it is not reproduced because the measured mean is higher than the print. */
  public boolean better() {
    return word == VerdictWord.NOT_REPRODUCED
        && comparison.stream().anyMatch(cell -> cell.difference().value() > 0);
  }

  /**
   * What becomes of the cell's test.
   *
   * @param somethingFailed whether a run of the cell failed
   */
  public TestOutcome outcome(boolean somethingFailed) {
    return word.outcome(better(), somethingFailed);
  }

  /** Of a cell that is consistent or inconclusive; empty for the others. */
  public Optional<Settling> settling() {
    return switch (word) {
      case CONSISTENT, INCONCLUSIVE ->
          comparison.map(cell -> Settling.of(cell, cell.kind().inFamily() ? family : 1));
      default -> Optional.empty();
    };
  }

  /** The word with every number that it follows from, and what would settle it. */
  public String sentence() {
    return CellSentence.of(this);
  }
}
