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
 * @param numbers that are drawn, as a table with a header, unless they stand elsewhere in the
 *     report
 */
record Figure(
    String id,
    String title,
    ImmutableList<Svg> svgs,
    String caption,
    ImmutableList<ImmutableList<String>> numbers) {}
