package org.e2vpt.tables.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.TaskValue;

/**
 * What is printed: in the paper's tables, and of single tasks elsewhere.
 *
 * @param tables by id
 * @param values of single tasks
 */
record PrintedNumbers(ImmutableMap<String, PrintedTable> tables, ImmutableList<TaskValue> values)
    implements Numbers {

  static PrintedNumbers load() throws IOException {
    ImmutableMap.Builder<String, PrintedTable> tables = ImmutableMap.builder();
    for (String id : PrintedTable.IDS) {
      tables.put(id, PrintedTable.load(id));
    }
    return new PrintedNumbers(tables.buildOrThrow(), TaskValue.load());
  }

  /** A cell; empty if its table has none there. */
  Optional<PrintedCell> cell(String table, String row, String column) {
    PrintedTable found = tables.get(table);
    return found == null ? Optional.empty() : found.cell(row, column);
  }

  /** All tasks of a row; none if its table has no such row. */
  ImmutableList<String> tasks(String table, String row) {
    PrintedTable found = tables.get(table);
    return found == null
        ? ImmutableList.of()
        : found.cells().stream()
            .filter(cell -> cell.row().equals(row))
            .flatMap(cell -> cell.tasks().stream())
            .distinct()
            .collect(ImmutableList.toImmutableList());
  }

  @Override
  public Optional<Quantity> accuracy(String table, String row, String column) {
    return cell(table, row, column)
        .flatMap(PrintedCell::accuracy)
        .map(Quantity::of)
        .or(() -> accuracyOf(table, row, column));
  }

  @Override
  public Optional<Quantity> accuracyOf(String table, String row, String task) {
    return value(table, row, task).map(value -> Quantity.of(value.accuracy()));
  }

  @Override
  public Optional<Quantity> shareOf(String table, String row, String task) {
    return value(table, row, task).flatMap(TaskValue::tunedShare).map(Quantity::of);
  }

  @Override
  public Optional<Quantity> share(String table, String row) {
    return Objects.requireNonNull(tables.get(table)).cells().stream()
        .filter(cell -> cell.row().equals(row))
        .flatMap(cell -> cell.tunedShare().stream())
        .findFirst()
        .map(Quantity::of);
  }

  @Override
  public OptionalInt statedWins(String table, String row, String over, String column) {
    Function<PrintedCell, Optional<Printed>> wins =
        over.endsWith("full") ? PrintedCell::winsOverFull : PrintedCell::winsOverVpt;
    return cell(table, row, column).flatMap(wins).stream()
        .mapToInt(printed -> Integer.parseInt(printed.text()))
        .findFirst();
  }

  @Override
  public String missing() {
    return "is not published";
  }

  private Optional<TaskValue> value(String table, String row, String task) {
    return values.stream()
        .filter(v -> v.table().equals(table) && v.row().equals(row) && v.task().equals(task))
        .findFirst();
  }
}
