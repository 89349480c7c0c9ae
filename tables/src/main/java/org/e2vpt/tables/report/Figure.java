package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;

/**
 * Drawings with their words.
 *
 * @param id of its place in the page
 * @param title above it
 * @param svgs side by side, or below each other where the screen is narrow; the title in each
 *     states its finding
 * @param caption how to read it, below it
 */
record Figure(String id, String title, ImmutableList<Svg> svgs, String caption) {

  Figure(String id, String title, Svg svg, String caption) {
    this(id, title, ImmutableList.of(svg), caption);
  }
}
