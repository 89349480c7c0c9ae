package org.e2vpt.tables.audit;

import org.e2vpt.tables.verdict.VerdictWord;

/**
 * A gain that a claim states, measured.
 *
 * @param sentence such as {@code E²VPT beats VPT by 1.77 ± 0.60 points on VTAB-1k (printed 2.00):
 *     reproduced (margin 1.00)}
 * @param word the verdict on the printed gain
 * @param larger whether the measured gain is larger than the printed one
 */
public record MeasuredGain(String sentence, VerdictWord word, boolean larger) {

  /** The verdict in a count: a gain that is not reproduced is larger or smaller than printed. */
  public String words() {
    if (word != VerdictWord.NOT_REPRODUCED) {
      return word.words();
    }
    return larger ? "larger than printed" : "smaller than printed";
  }
}
