package org.e2vpt.tables.suite;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Provenance;

/**
 * Why there is no final run of a row on a task, by {@code <row> <task>}.
 *
 * @param blocked what failed: the cell's test fails with it
 * @param missing what has not been run: the cell's test is skipped with it
 */
record Stops(Map<String, String> blocked, Map<String, String> missing) {

  static final String BLOCKED = "blocked ";
  static final String MISSING = "missing ";

  /** Before a cell that was not tried, by row and column. */
  static final String NOT_RUN = "not run ";

  /** Why a cell was not run though nothing failed, or empty. */
  static Optional<String> notRun(AskedCell cell, Provenance provenance) {
    return Stream.concat(
            Stream.of(NOT_RUN + cell.row() + " " + cell.column()),
            cell.tasks().stream().map(task -> MISSING + cell.row() + " " + task))
        .flatMap(key -> entry(provenance, key).stream())
        .findFirst();
  }

  /** What failed of a cell, or empty. */
  static Optional<String> blocked(AskedCell cell, Provenance provenance) {
    return cell.tasks().stream()
        .flatMap(task -> entry(provenance, BLOCKED + cell.row() + " " + task).stream())
        .findFirst();
  }

  private static Optional<String> entry(Provenance provenance, String key) {
    return Optional.ofNullable(provenance.entries().get(key));
  }
}
