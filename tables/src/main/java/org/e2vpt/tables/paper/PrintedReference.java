package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.verdict.CellReference;
import org.e2vpt.tables.verdict.CellReference.PrintedMean;

/**
 * What a paper prints: one value a cell, so n = 1 and no spread.
 *
 * <p>For some of a column's tasks it is the mean of the values that others printed for each of them
 * ({@link TaskValue}), if there is one for each. A row that is as another has that one's values.
 *
 * @param cells of a table
 * @param values of the paper's rows on single tasks
 * @param provenance names the paper; it names no protocol: runs in any are compared with it
 */
public record PrintedReference(
    ImmutableList<PrintedCell> cells, ImmutableList<TaskValue> values, Provenance provenance)
    implements Reference {

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
        valuesOf(row)
            .filter(value -> tasks.contains(value.task()))
            .map(value -> value.accuracy().value())
            .toList();
    OptionalDouble mean = found.stream().mapToDouble(Double::doubleValue).average();
    return found.size() == tasks.size() && mean.isPresent()
        ? one(mean.getAsDouble())
        : Summary.NONE;
  }

  private Stream<TaskValue> valuesOf(String row) {
    Set<String> as =
        cells.stream()
            .filter(cell -> cell.row().equals(row))
            .map(cell -> cell.of().as())
            .collect(Collectors.toSet());
    return values.stream().filter(value -> as.contains(value.table() + "/" + value.row()));
  }

  private static Summary one(double mean) {
    return new Summary(1, mean, Double.NaN);
  }

  @Override
  public Optional<CellReference> ofColumn(String row, Set<String> tasks, int runs) {
    Optional<PrintedMean> column =
        cells.stream()
            .filter(
                cell -> cell.row().equals(row) && tasks.equals(ImmutableSet.copyOf(cell.tasks())))
            .flatMap(cell -> cell.accuracy().stream())
            .map(printed -> mean(printed, runs))
            .findFirst();
    ImmutableMap<String, PrintedMean> ofTasks =
        valuesOf(row)
            .filter(value -> tasks.contains(value.task()))
            .collect(
                ImmutableMap.toImmutableMap(
                    TaskValue::task, value -> mean(value.accuracy(), runs)));
    return column.isEmpty() && ofTasks.isEmpty()
        ? Optional.empty()
        : Optional.of(new CellReference.Print(column, ofTasks));
  }

  private static PrintedMean mean(Printed printed, int runs) {
    return new PrintedMean(printed.value(), printed.decimals(), runs);
  }

  @Override
  public PrintedReference without(Set<String> rows) {
    return new PrintedReference(
        cells.stream()
            .filter(cell -> !rows.contains(cell.row()))
            .collect(ImmutableList.toImmutableList()),
        values.stream()
            .filter(value -> !rows.contains(value.row()))
            .collect(ImmutableList.toImmutableList()),
        provenance);
  }
}
