package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.function.Function;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.paper.PrintedTable;

/**
 * Figure 3 shows how two tuned models see the images of a task: VPT and E²VPT. The models are the
 * final runs with the first seed, trained again to embed the images: their tensors are not kept.
 */
public final class Figure3 {

  private static final ImmutableSet<String> MINI_ROWS = ImmutableSet.of("vpt-deep", "e2vpt");
  private static final String MINI_TASK = "digits";

  private Figure3() {}

  /** Whether the figure shows the row on the task. */
  public static boolean shows(RowPlan plan) {
    String table = plan.row().table();
    return table.equals(PrintedTable.FIGURE3)
        || (table.equals(MiniPlan.METHODS)
            && MINI_ROWS.contains(plan.row().id())
            && plan.task().equals(MINI_TASK));
  }

  /** Whether the figure shows the row on the task, and is still to get its trial's result. */
  public static boolean waits(RowPlan plan, Function<Trial, Optional<TrialResult>> known) {
    return shows(plan)
        && !(plan.next(known) instanceof Step.Blocked)
        && trial(plan, known).flatMap(known).isEmpty();
  }

  /** The trial that embeds the plan's model, once its setting is known, if the figure shows it. */
  public static Optional<Trial> trial(RowPlan plan, Function<Trial, Optional<TrialResult>> known) {
    return shows(plan) && plan.next(known) instanceof Step.Done done
        ? done.finals().stream()
            .filter(end -> end.status() == TrialResult.Status.OK)
            .findFirst()
            .map(end -> end.trial().withSplit(Split.EMBED))
        : Optional.empty();
  }
}
