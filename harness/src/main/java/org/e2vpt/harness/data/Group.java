package org.e2vpt.harness.data;

/** The paper's groups of tasks: three of VTAB-1k, and FGVC (§4.1). */
public enum Group {
  NATURAL("Natural"),
  SPECIALIZED("Specialized"),
  STRUCTURED("Structured"),
  FGVC("FGVC");

  private final String title;

  Group(String title) {
    this.title = title;
  }

  /** The name as the paper's tables print it. */
  public String title() {
    return title;
  }
}
