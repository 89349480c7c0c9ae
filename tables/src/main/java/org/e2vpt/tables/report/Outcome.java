package org.e2vpt.tables.report;

import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.verdict.VerdictWord;

/** What the comparison of one cell says; the second side is compared with the first. */
enum Outcome {
  WORSE("worse", "✗", "not-reproduced"),
  BETTER("better", Cell.BETTER, "better"),
  INCONCLUSIVE("inconclusive", "?", "inconclusive"),
  CONSISTENT("consistent", "~", "consistent"),
  MATCHES("matches", "✓", "reproduced"),
  REPRODUCED("reproduced", "✓", "reproduced"),
  IDENTICAL("identical", "=", "reproduced"),
  NOT_COMPARED("nothing in common", "–", "not-run"),
  MISSING("missing", "–", "not-run"),
  NEW("new", "+", "not-run");

  private final String words;
  private final String sign;
  private final String style;

  Outcome(String words, String sign, String style) {
    this.words = words;
    this.sign = sign;
    this.style = style;
  }

  /**
   * Of a verdict.
   *
   * @param difference of the second side from the first, in points
   */
  static Outcome of(VerdictWord word, double difference) {
    return switch (word) {
      case DIFFERS, NOT_REPRODUCED -> difference < 0 ? WORSE : BETTER;
      case INCONCLUSIVE -> INCONCLUSIVE;
      case CONSISTENT -> CONSISTENT;
      case MATCHES -> MATCHES;
      case REPRODUCED -> REPRODUCED;
      case IDENTICAL -> IDENTICAL;
      case NOT_RUN -> MISSING;
    };
  }

  /** Whether there is nothing to be said of the cell. */
  boolean agrees() {
    return this == CONSISTENT || this == MATCHES || this == REPRODUCED || this == IDENTICAL;
  }

  String words() {
    return words;
  }

  /** One character, so that colour never speaks alone. */
  String sign() {
    return sign;
  }

  /** The page's class that gives it its colour. */
  String style() {
    return style;
  }
}
