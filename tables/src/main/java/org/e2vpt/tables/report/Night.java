package org.e2vpt.tables.report;

import org.e2vpt.tables.paper.Summary;

/**
 * One cell as one run found it: a line of {@code history.csv}.
 *
 * @param finished when the run's last final run ended, as its provenance says
 * @param commit of the program
 * @param settings the first twelve digits of a hash over data, weights, numerics, precision and
 *     protocol: where it changes, another thing is measured; other seeds measure the same
 * @param table id of the table
 * @param row id of the row
 * @param title the row as printed
 * @param column of the table
 * @param measured over seeds; of no values if the cell was not run
 * @param reference mean of what it is compared with; NaN if there is nothing
 * @param margin in points; NaN if there is nothing to compare
 */
record Night(
    String finished,
    String commit,
    String settings,
    String table,
    String row,
    String title,
    String column,
    Summary measured,
    double reference,
    double margin) {

  /** The day of a time such as {@code 2026-11-20T12:00:00Z}; all of it if it is shorter. */
  String day() {
    return finished.substring(0, Math.min(10, finished.length()));
  }

  /** The cell that it is about. */
  Measurements.Place place() {
    return new Measurements.Place(table, row, column);
  }
}
