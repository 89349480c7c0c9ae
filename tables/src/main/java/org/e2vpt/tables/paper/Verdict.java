package org.e2vpt.tables.paper;

import java.util.Arrays;

/**
 * What the measured runs say about a cell's reference.
 *
 * <p>Let m be the measured mean of n runs, [m − h, m + h] its 95 % confidence interval, r the
 * reference's mean and t the tolerance. All of them have the two decimals that are printed.
 *
 * <pre>
 *   n = 0                              not run
 *   n = 1, or no reference             inconclusive
 *   |m − r| ≤ t  and  h ≤ 3t           reproduced
 *   |m − r| ≤ t  and  h > 3t           inconclusive: it would have agreed with nearly anything
 *   |m − r| > t  and  |m − r| − h ≤ t  inconclusive: the interval touches [r − t, r + t]
 *   |m − r| > t  and  |m − r| − h > t  not reproduced
 * </pre>
 *
 * <p>Whether the mean is {@link Cell#better} than the reference is said beside the verdict.
 */
public enum Verdict {
  REPRODUCED(
      "reproduced",
      "✓",
      "The measured mean lies within the tolerance of the reference, and its 95 % interval is at"
          + " most three tolerances to each side."),
  NOT_REPRODUCED(
      "not reproduced",
      "✗",
      "The measured mean is off by more than the tolerance, and its whole 95 % interval stays"
          + " outside. A mean that is off upwards is marked better and fails no test."),
  INCONCLUSIVE(
      "inconclusive",
      "?",
      "One run has no spread, or the spread is too wide to say, or there is no reference."),
  NOT_RUN("not run", "–", "No seed finished all tasks of the cell. Never counted as a success.");

  private static final int WIDEST_INTERVAL = 3;

  private final String words;
  private final String sign;
  private final String meaning;

  Verdict(String words, String sign, String meaning) {
    this.words = words;
    this.sign = sign;
    this.meaning = meaning;
  }

  /** The verdict by the table above. */
  public static Verdict of(Summary measured, Summary reference, double tolerance) {
    if (measured.n() == 0) {
      return NOT_RUN;
    }
    if (measured.n() == 1 || reference.n() == 0) {
      return INCONCLUSIVE;
    }
    double distance = Math.abs(Decimals.round(measured.mean() - reference.mean(), 2));
    double halfWidth = measured.halfWidth();
    if (distance <= tolerance) {
      boolean says = halfWidth <= Decimals.round(WIDEST_INTERVAL * tolerance, 2);
      return says ? REPRODUCED : INCONCLUSIVE;
    }
    return Decimals.round(distance - halfWidth, 2) > tolerance ? NOT_REPRODUCED : INCONCLUSIVE;
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

  /** The verdict that {@link #words} names. */
  public static Verdict parse(String words) {
    return Arrays.stream(values())
        .filter(verdict -> verdict.words.equals(words))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no verdict is called '" + words + "'"));
  }
}
