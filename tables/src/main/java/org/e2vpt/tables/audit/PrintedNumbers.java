package org.e2vpt.tables.audit;

import com.google.common.collect.ImmutableList;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.TaskValue;

/**
 * What is printed: in a paper's tables, and of single tasks elsewhere.
 *
 * @param paper whose tables they are
 */
record PrintedNumbers(Paper paper) implements Numbers {

  static PrintedNumbers of(Paper paper) {
    return new PrintedNumbers(paper);
  }

  /** A cell; empty if its table has none there. */
  Optional<PrintedCell> cell(String table, String row, String column) {
    PrintedTable found = paper.tables().get(table);
    return found == null ? Optional.empty() : found.cell(row, column);
  }

  /** All tasks of a row; none if its table has no such row. */
  ImmutableList<String> tasks(String table, String row) {
    PrintedTable found = paper.tables().get(table);
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
    return Objects.requireNonNull(paper.tables().get(table)).cells().stream()
        .filter(cell -> cell.row().equals(row))
        .flatMap(cell -> cell.tunedShare().stream())
        .findFirst()
        .map(Quantity::of);
  }

  @Override
  public OptionalInt statedWins(String table, String row, String over, String column) {
    return cell(table, row, column).stream()
        .flatMap(cell -> Optional.ofNullable(cell.wins().get(over)).stream())
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  @Override
  public String missing() {
    return "is not published";
  }

  private Optional<TaskValue> value(String table, String row, String task) {
    return paper.values().stream()
        .filter(v -> v.table().equals(table) && v.row().equals(row) && v.task().equals(task))
        .findFirst();
  }
}
