package org.e2vpt.tables.verdict;

/** What becomes of a cell's test in JUnit. */
public enum TestOutcome {
  PASSED("passed"),
  FAILED("failed"),
  ABORTED("aborted");

  private final String words;

  TestOutcome(String words) {
    this.words = words;
  }

  /** As files write it. */
  public String words() {
    return words;
  }
}
