package org.e2vpt.tables.paper;

/**
 * What the measured runs say about a cell's reference.
 *
 * <p>Let m be the measured mean of n runs, [m − h, m + h] its 95 % confidence interval, r the
 * reference's mean and t the tolerance. All of them have the two decimals that are printed.
 *
 * <pre>
 *   n = 0                           not run
 *   n = 1, or no reference          inconclusive
 *   |m − r| ≤ t, a seed is missing  inconclusive: it might have said otherwise
 *   |m − r| ≤ t  and  h > 3t        inconclusive: it would have agreed with nearly anything
 *   |m − r| ≤ t  and  h ≤ 3t        reproduced
 *   |m − r| > t                     not reproduced
 * </pre>
 *
 * <p>This is the mean test. A reference with a spread of its own has that of n runs in t already
 * ({@link Tolerances}). A reference of a single printed value has not: against it, the last line is
 * "not reproduced" only if the interval stays outside too, |m − r| − h > t, and else inconclusive.
 * This is the interval test. What both can tell apart is computed in {@code docs/verdicts.md}.
 *
 * <p>Whether the mean is {@link Cell#better} than the reference is said beside the verdict.
 */
public enum Verdict {
  REPRODUCED(
      "reproduced",
      "✓",
      "Every seed finished, the measured mean lies within the tolerance of the reference, and its"
          + " 95 % interval is at most three tolerances to each side."),
  NOT_REPRODUCED(
      "not reproduced",
      "✗",
      "The measured mean is off by more than the tolerance; against a reference of a single value,"
          + " its whole 95 % interval is. A mean that is off upwards is marked better and fails no"
          + " test."),
  INCONCLUSIVE(
      "inconclusive",
      "?",
      "One run has no spread, or the spread is too wide to say, or some seeds did not finish, or"
          + " there is no reference."),
  NOT_RUN("not run", "–", "No seed finished all tasks of the cell. Never counted as a success.");

  /** Half of the widest interval that still says something, in tolerances. */
  static final int WIDEST_INTERVAL = 3;

  private final String words;
  private final String sign;
  private final String meaning;

  Verdict(String words, String sign, String meaning) {
    this.words = words;
    this.sign = sign;
    this.meaning = meaning;
  }

  /**
   * The verdict by the table above.
   *
   * @param seeds how many were asked for; {@code measured} has those that finished
   */
  public static Verdict of(Summary measured, int seeds, Summary reference, double tolerance) {
    if (measured.n() == 0) {
      return NOT_RUN;
    }
    if (measured.n() == 1 || reference.n() == 0) {
      return INCONCLUSIVE;
    }
    double distance = Math.abs(Decimals.round(measured.mean() - reference.mean(), 2));
    double halfWidth = measured.halfWidth();
    if (distance <= tolerance) {
      boolean narrow = halfWidth <= Decimals.round(WIDEST_INTERVAL * tolerance, 2);
      return narrow && measured.n() == seeds ? REPRODUCED : INCONCLUSIVE;
    }
    boolean outside = Decimals.round(distance - halfWidth, 2) > tolerance;
    return reference.n() > 1 || outside ? NOT_REPRODUCED : INCONCLUSIVE;
  }

  /** As CSV files and reports write it. */
  public String words() {
    return words;
  }

  /** One character, so that colour never speaks alone. */
  public String sign() {
    return sign;
  }

  /** The rule in a sentence, for readers of a report. */
  public String meaning() {
    return meaning;
  }
}
