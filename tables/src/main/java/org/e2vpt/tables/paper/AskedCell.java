package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.Locale;

/**
 * One printed number of a table, before anything is measured for it.
 *
 * @param table id of the table with its paper's, such as {@code vpt/table1}
 * @param tableTitle as the paper names it, such as {@code Table 1}
 * @param row id of the row, such as {@code vpt-deep}
 * @param title the row as printed, such as {@code VPT-deep}
 * @param column title of a group, or where the table prints single tasks, a task's id
 * @param tasks ids of the data sets whose mean it is, at least one
 * @param seeds how many runs of each task were asked for, at least one
 * @param budget how much of the search was run, in a word: {@code paper}, {@code tuned}, or {@code
 *     quick}
 */
public record AskedCell(
    String table,
    String tableTitle,
    String row,
    String title,
    String column,
    ImmutableList<String> tasks,
    int seeds,
    String budget) {

  private static final String REHEARSAL = "quick";

  public AskedCell {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(name(tableTitle, title, column) + " asks for no task");
    }
    if (seeds < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s asks for %d seeds", name(tableTitle, title, column), seeds));
    }
    if (budget.isBlank()) {
      throw new IllegalArgumentException(
          name(tableTitle, title, column) + " does not say its budget");
    }
  }

  /**
   * Whether it is to show that all runs, with one seed and a few epochs: its accuracy is neither
   * what was printed nor what was recorded, and is compared with nothing.
   */
  public boolean isRehearsal() {
    return budget.equals(REHEARSAL);
  }

  /** The same number of other tasks. */
  public AskedCell withTasks(Collection<String> others) {
    return new AskedCell(
        table, tableTitle, row, title, column, ImmutableList.copyOf(others), seeds, budget);
  }

  /** Such as {@code mini › VPT-deep › Structured} or {@code Table 1 › VPT › Natural}. */
  public String name() {
    return name(tableTitle, title, column);
  }

  private static String name(String table, String title, String column) {
    return "%s › %s › %s".formatted(table, title, column);
  }
}
