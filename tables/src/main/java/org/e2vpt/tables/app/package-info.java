/** Runs a table: its plans, its trials, the CSV files that suites assert, and its report. */
@NullMarked
package org.e2vpt.tables.app;

import org.jspecify.annotations.NullMarked;
