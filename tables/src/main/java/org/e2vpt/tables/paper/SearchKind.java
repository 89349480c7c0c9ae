package org.e2vpt.tables.paper;

/** How the setting of a final run was found. */
public enum SearchKind {
  /** It was given. */
  NONE,
  /** It is the best of all settings. */
  GRID,
  /** It is the best of those that were trained to the end: see {@code docs/racing.md}. */
  RACE
}
