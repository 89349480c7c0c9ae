package org.e2vpt.harness.data;

import java.util.Arrays;

/** The paper's groups of tasks: three of VTAB-1k, and FGVC (§4.1); and what is the user's own. */
public enum Group {
  NATURAL("Natural"),
  SPECIALIZED("Specialized"),
  STRUCTURED("Structured"),
  FGVC("FGVC"),
  OWN("Own");

  private final String title;

  Group(String title) {
    this.title = title;
  }

  /**
   * The group of this title.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Group titled(String title) {
    return Arrays.stream(values())
        .filter(group -> group.title.equals(title))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no group '%s'".formatted(title)));
  }

  /** The benchmark that it is a part of: {@code VTAB-1k}, or a name of its own. */
  public String benchmark() {
    return switch (this) {
      case NATURAL, SPECIALIZED, STRUCTURED -> "VTAB-1k";
      case FGVC, OWN -> title;
    };
  }

  /** The name as the paper's tables print it. */
  public String title() {
    return title;
  }
}
