package org.e2vpt.tables.report;

/**
 * A drawing with its words.
 *
 * @param id of its place in the page
 * @param title above it
 * @param svg the drawing, whose own title states its finding
 * @param caption how to read it, below it
 * @param wide whether it takes the whole width
 */
record Figure(String id, String title, Svg svg, String caption, boolean wide) {}
