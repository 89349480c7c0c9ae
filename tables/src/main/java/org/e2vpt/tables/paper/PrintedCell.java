package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/**
 * A cell of a paper's table: the accuracy that it prints there, if it prints one, with what is
 * printed beside it.
 *
 * @param table whose cell it is
 * @param of its row
 * @param column title of a group, or where the table prints single tasks, a task's id
 * @param tasks ids of the data sets whose mean it is
 * @param byDefault those of them that are run unless others are asked for; all but in recorded
 *     tables
 * @param accuracy top-1, in percent
 * @param wins on how many of the tasks the row is printed to beat another, by that row's id
 * @param tunedShare the column "Tuned/Total", in percent
 * @param pruning the column "Pruning", in percent
 * @param place where it stands in the paper
 * @param note what else there is to know; may be empty
 */
public record PrintedCell(
    TableId table,
    PaperRow of,
    String column,
    ImmutableList<String> tasks,
    ImmutableList<String> byDefault,
    Optional<Printed> accuracy,
    ImmutableMap<String, Integer> wins,
    Optional<Printed> tunedShare,
    Optional<Printed> pruning,
    String place,
    String note) {

  /** Id of the row, one in its table. */
  public String row() {
    return of.row();
  }

  /** The row as printed. */
  public String title() {
    return of.title();
  }

  /** Whether it is of a column, or of a task among others. */
  boolean isOf(String columnOrTask) {
    return column.equals(columnOrTask) || tasks.contains(columnOrTask);
  }
}
