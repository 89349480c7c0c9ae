package org.e2vpt.tables.plan;

import java.util.Locale;

/**
 * How much of a grid is trained to the end. Methods whose whole encoder is frozen never race: their
 * trials share what costs most.
 */
public enum Search {
  /** All of it. */
  GRID,
  /** The settings that do best on the way. */
  RACE;

  /** As on the command line: {@code race}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Which settings go on. */
  Race race() {
    return this == RACE ? Race.STANDARD : Race.NONE;
  }
}
