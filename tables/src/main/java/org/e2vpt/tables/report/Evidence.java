package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Run;

/**
 * What is on record about one cell.
 *
 * @param cell the cell
 * @param runs its final runs
 * @param facts the run's provenance
 */
record Evidence(Cell cell, ImmutableList<Run> runs, ImmutableMap<String, String> facts) {}
