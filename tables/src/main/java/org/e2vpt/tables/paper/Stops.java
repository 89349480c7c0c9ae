package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why there is no final run of a row on a task, by {@code <row> <task>}.
 *
 * @param blocked what failed: the cell's test fails with it
 * @param missing what has not been run: the cell's test is skipped with it
 */
public record Stops(Map<String, String> blocked, Map<String, String> missing) {

  public static final String BLOCKED = "blocked ";
  public static final String MISSING = "missing ";

  /** Before a cell that was not tried, by row and column. */
  public static final String NOT_RUN = "not run ";

  /** What a provenance's keys of reasons start with. */
  public static final ImmutableList<String> KINDS = ImmutableList.of(BLOCKED, MISSING, NOT_RUN);

  /** Why a cell was not run though nothing failed, or empty. */
  public static Optional<String> notRun(AskedCell cell, Provenance provenance) {
    return Stream.concat(
            Stream.of(NOT_RUN + cell.row() + " " + cell.column()),
            cell.tasks().stream().map(task -> MISSING + cell.row() + " " + task))
        .flatMap(key -> entry(provenance, key).stream())
        .findFirst();
  }

  /** What failed of a cell, or empty. */
  public static Optional<String> blocked(AskedCell cell, Provenance provenance) {
    return cell.tasks().stream()
        .flatMap(task -> entry(provenance, BLOCKED + cell.row() + " " + task).stream())
        .findFirst();
  }

  private static Optional<String> entry(Provenance provenance, String key) {
    return Optional.ofNullable(provenance.entries().get(key));
  }
}
