package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.plan.Row;
import org.e2vpt.tables.plan.RowPlan;

/** Refuses plans whose first trials a method would refuse, before anything of them is run. */
final class Declared {

  /** What a method is declared with; any number of classes does. */
  private static final int CLASSES = 2;

  private Declared() {}

  /**
   * The plans themselves.
   *
   * @throws IllegalArgumentException naming the row, and saying what its method says
   */
  static ImmutableList<RowPlan> of(ImmutableList<RowPlan> plans, DataFolder folder) {
    Set<List<Object>> seen = new HashSet<>();
    for (RowPlan plan : plans) {
      for (Map<String, String> options : plan.variants()) {
        if (seen.add(List.of(plan.row().method(), plan.row().backbone(), options))) {
          declare(plan.row(), options, folder);
        }
      }
    }
    return plans;
  }

  private static void declare(Row row, Map<String, String> options, DataFolder folder) {
    try {
      var unused =
          TuningMethods.get(row.method())
              .count(
                  Pretrained.get(row.backbone(), folder).model().architecture(), CLASSES, options);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "row '%s' of %s: %s".formatted(row.id(), row.table(), e.getMessage()), e);
    }
  }
}
