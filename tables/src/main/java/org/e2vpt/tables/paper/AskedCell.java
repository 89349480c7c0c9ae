package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import org.e2vpt.harness.data.Group;

/**
 * One printed number of a table, before anything is measured for it.
 *
 * @param table id of the table, such as {@code mini}
 * @param row id of the row, such as {@code vpt-deep}
 * @param title the row as printed, such as {@code VPT-deep}
 * @param group the column
 * @param tasks ids of the data sets whose mean it is, at least one
 * @param seeds how many runs of each task were asked for, at least one
 */
public record AskedCell(
    String table, String row, String title, Group group, ImmutableList<String> tasks, int seeds) {

  public AskedCell {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "%s › %s › %s asks for no task".formatted(table, title, group.title()));
    }
    if (seeds < 1) {
      throw new IllegalArgumentException(
          "%s › %s › %s asks for %d seeds".formatted(table, title, group.title(), seeds));
    }
  }
}
