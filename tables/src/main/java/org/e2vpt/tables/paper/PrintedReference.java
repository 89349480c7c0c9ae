package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What the paper prints: one value a cell, so n = 1 and no spread.
 *
 * <p>For some of a column's tasks it is the mean of the values that other papers printed for each
 * of them ({@link TaskValue}), if there is one for each; so it is for the models of Figure 3, which
 * are rows of Table 1.
 *
 * @param cells of a table
 * @param values of rows on single tasks
 */
public record PrintedReference(ImmutableList<PrintedCell> cells, ImmutableList<TaskValue> values)
    implements Reference {

  /** A table of the paper. */
  public static PrintedReference load(String table) throws IOException {
    String ofValues = table.equals(PrintedTable.FIGURE3) ? "table1" : table;
    return new PrintedReference(
        PrintedTable.load(table).cells(),
        TaskValue.load().stream()
            .filter(value -> value.table().equals(ofValues))
            .collect(ImmutableList.toImmutableList()));
  }

  @Override
  public Summary of(String row, Collection<String> tasks) {
    Set<String> asked = ImmutableSet.copyOf(tasks);
    return cells.stream()
        .filter(cell -> cell.row().equals(row) && asked.equals(ImmutableSet.copyOf(cell.tasks())))
        .flatMap(cell -> cell.accuracy().stream())
        .map(accuracy -> one(accuracy.value()))
        .findFirst()
        .orElseGet(() -> meanOfTasks(row, asked));
  }

  private Summary meanOfTasks(String row, Set<String> tasks) {
    List<Double> found =
        values.stream()
            .filter(value -> value.row().equals(row) && tasks.contains(value.task()))
            .map(value -> value.accuracy().value())
            .toList();
    OptionalDouble mean = found.stream().mapToDouble(Double::doubleValue).average();
    return found.size() == tasks.size() && mean.isPresent()
        ? one(mean.getAsDouble())
        : Summary.NONE;
  }

  private static Summary one(double mean) {
    return new Summary(1, mean, Double.NaN);
  }

  @Override
  public PrintedReference without(Set<String> rows) {
    return new PrintedReference(
        cells.stream()
            .filter(cell -> !rows.contains(cell.row()))
            .collect(ImmutableList.toImmutableList()),
        values.stream()
            .filter(value -> !rows.contains(value.row()))
            .collect(ImmutableList.toImmutableList()));
  }

  /** The paper. It names no protocol: runs in any are held to it. */
  @Override
  public Provenance provenance() {
    return new Provenance(ImmutableMap.of("printed in", "arXiv 2307.13770"));
  }
}
