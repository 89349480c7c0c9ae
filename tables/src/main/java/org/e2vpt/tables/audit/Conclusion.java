package org.e2vpt.tables.audit;

/** What an arithmetic says of a claim. */
public enum Conclusion {
  /** It comes out, whichever way to average is meant. */
  HOLDS("holds"),
  /** It comes out with one way to average, and not with another. */
  HOLDS_WITH("holds with"),
  /** Runs neither confirm nor contradict it. */
  NOT_CONTRADICTED("not contradicted"),
  /** It does not come out. */
  CONTRADICTED("contradicted"),
  /** A number that it needs is not there. */
  CANNOT_BE_CHECKED("cannot be checked");

  private final String words;

  Conclusion(String words) {
    this.words = words;
  }

  /** In words. */
  public String words() {
    return words;
  }
}
