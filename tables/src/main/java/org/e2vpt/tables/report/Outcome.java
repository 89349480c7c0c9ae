package org.e2vpt.tables.report;

/** What the comparison of one cell says; the second side is held to the first. */
enum Outcome {
  WORSE("worse", "▼", "not-reproduced"),
  BETTER("better", "▲", "better"),
  SMALL("within the floor", "≈", "reproduced"),
  CHANCE("may be chance", "~", "inconclusive"),
  SAME("no difference seen", "=", "reproduced"),
  TOO_FEW("too few seeds", "?", "inconclusive"),
  MISSING("missing", "−", "not-run"),
  NEW("new", "+", "not-run");

  private final String words;
  private final String sign;
  private final String style;

  Outcome(String words, String sign, String style) {
    this.words = words;
    this.sign = sign;
    this.style = style;
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
