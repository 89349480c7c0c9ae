package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableTable;
import java.util.HashMap;
import java.util.Map;

/**
 * A table's runs with what they are compared with.
 *
 * @param columns whose tasks are all different
 * @param runs by row and task; what has not been run is left out
 * @param references by row and column
 * @param noise what is assumed about campaigns
 */
public record MeasuredTable(
    ImmutableList<TableColumn> columns,
    ImmutableTable<String, String, TaskRuns> runs,
    ImmutableTable<String, String, CellReference> references,
    CampaignNoise noise) {

  public MeasuredTable {
    Map<String, String> columnOf = new HashMap<>();
    for (TableColumn column : columns) {
      for (String task : column.tasks()) {
        String other = columnOf.put(task, column.name());
        if (other != null) {
          throw new IllegalArgumentException(
              "task '%s' is in the columns '%s' and '%s'".formatted(task, other, column.name()));
        }
      }
    }
    for (String task : runs.columnKeySet()) {
      if (!columnOf.containsKey(task)) {
        throw new IllegalArgumentException("no column has the task '%s'".formatted(task));
      }
    }
    references.columnKeySet().forEach(name -> column(columns, name));
  }

  /**
   * The column of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  TableColumn column(String name) {
    return column(columns, name);
  }

  private static TableColumn column(ImmutableList<TableColumn> columns, String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no column '%s'".formatted(name)));
  }
}
