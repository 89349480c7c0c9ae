package org.e2vpt.tables.verdict;

/** What a cell's comparison came to. */
public enum VerdictWord {
  NOT_RUN("not run", "–", "a task of the cell has no run"),
  IDENTICAL("identical", "=", "all accuracies and losses are the recorded ones, to the last digit"),
  REPRODUCED("reproduced", "✓", "a difference as large as the margin is excluded"),
  MATCHES("matches", "✓", "a difference from the recording as large as the margin is excluded"),
  NOT_REPRODUCED(
      "not reproduced", "✗", "the difference is larger than the margin, and not by chance"),
  DIFFERS(
      "differs", "✗", "the difference from the recording is larger than the margin, not by chance"),
  CONSISTENT("consistent", "~", "the reference is not contradicted, and a difference not excluded"),
  INCONCLUSIVE(
      "inconclusive",
      "?",
      "larger than the margin but perhaps by chance, or not by chance but perhaps within the"
          + " margin");

  /** The probability below which chance is ruled out. */
  static final double LEVEL = 0.05;

  private final String words;
  private final String sign;
  private final String meaning;

  VerdictWord(String words, String sign, String meaning) {
    this.words = words;
    this.sign = sign;
    this.meaning = meaning;
  }

  /**
   * The first that holds, against a paper's number: reproduced if p_TOST ≤ 0.05; not reproduced if
   * |d| > δ and {@code p} ≤ 0.05; consistent if p₂ > 0.05; inconclusive otherwise.
   *
   * @param p p₂, or p₂ corrected by Holm
   */
  static VerdictWord of(EstimatedDifference difference, double margin, double p) {
    if (difference.equivalenceP(margin) <= LEVEL) {
      return REPRODUCED;
    }
    if (Math.abs(difference.value()) > margin && p <= LEVEL) {
      return NOT_REPRODUCED;
    }
    return difference.twoSidedP() > LEVEL ? CONSISTENT : INCONCLUSIVE;
  }

  /** A recording of this program is matched; only a paper's number is reproduced. */
  VerdictWord ofRecording() {
    return switch (this) {
      case REPRODUCED -> MATCHES;
      case NOT_REPRODUCED -> DIFFERS;
      default -> this;
    };
  }

  /**
   * What becomes of the test of a cell.
   *
   * @param better whether it is not reproduced because it is higher than the print
   * @param somethingFailed whether a run of the cell failed
   */
  public TestOutcome outcome(boolean better, boolean somethingFailed) {
    return switch (this) {
      case REPRODUCED, MATCHES, IDENTICAL -> TestOutcome.PASSED;
      case NOT_REPRODUCED, DIFFERS -> better ? TestOutcome.PASSED : TestOutcome.FAILED;
      case NOT_RUN -> somethingFailed ? TestOutcome.FAILED : TestOutcome.ABORTED;
      case CONSISTENT, INCONCLUSIVE -> TestOutcome.ABORTED;
    };
  }

  /** As files and reports write it. */
  public String words() {
    return words;
  }

  /** One character, so that colour never speaks alone. */
  public String sign() {
    return sign;
  }

  /** The rule in a few words, for the reader of a report. */
  public String meaning() {
    return meaning;
  }
}
