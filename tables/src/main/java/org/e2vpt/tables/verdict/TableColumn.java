package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableSet;

/**
 * A column of a table.
 *
 * @param tasks over which a cell of it is a mean
 * @param margin δ in points, chosen beforehand: the smallest difference that matters
 */
public record TableColumn(String name, ImmutableSet<String> tasks, double margin) {

  public TableColumn {
    if (tasks.isEmpty() || !(margin > 0) || Double.isInfinite(margin)) {
      throw new IllegalArgumentException(
          "column '%s' needs a task and a margin > 0, got %s and %s"
              .formatted(name, tasks, margin));
    }
  }
}
