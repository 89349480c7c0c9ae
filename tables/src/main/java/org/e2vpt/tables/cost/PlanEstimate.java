package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.tables.plan.Row;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Stage;

/**
 * What plans cost, stage by stage. Rows that run the same on a task are one: they share all of
 * their trials.
 *
 * @param stages each stage's cost
 * @param shared how many trials are left out, as others are the same
 */
public record PlanEstimate(Map<Stage, Estimate> stages, long shared) {

  private static final String LINE = "%-26s %10s %16s %16s %12s";

  /**
   * Of all plans together, one for each row and task.
   *
   * @param folder of the files: a miniature of a backbone costs less
   */
  public static PlanEstimate of(List<RowPlan> plans, DataFolder folder) {
    Map<Stage, Estimate> stages = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      stages.put(stage, Estimate.NOTHING);
    }
    Set<RowPlan> seen = new HashSet<>();
    long shared = 0;
    for (RowPlan plan : plans) {
      boolean first = seen.add(anonymous(plan));
      Architecture architecture =
          Pretrained.get(plan.row().backbone(), folder).model().architecture();
      for (Stage stage : Stage.values()) {
        if (first || stage == Stage.EMBED) { // only the rows of a figure embed
          stages.merge(stage, Estimate.of(plan, stage, architecture), Estimate::plus);
        } else {
          shared += plan.planned(stage);
        }
      }
    }
    return new PlanEstimate(stages, shared);
  }

  /** What makes a plan's trials: all but where its row stands. */
  private static RowPlan anonymous(RowPlan plan) {
    Row row = plan.row();
    return new RowPlan(
        new Row(
            "",
            "",
            "",
            row.method(),
            row.backbone(),
            row.protocol(),
            row.options(),
            row.search(),
            row.pruning()),
        plan.weights(),
        plan.task(),
        plan.data(),
        plan.choices(),
        plan.campaign(),
        plan.seeds(),
        false,
        plan.execution());
  }

  Estimate all() {
    return stages.values().stream().reduce(Estimate.NOTHING, Estimate::plus);
  }

  /**
   * For people.
   *
   * @param speed of a device, if it is known
   * @param devices how many compute at a time
   */
  public ImmutableList<String> lines(Optional<Speed> speed, int devices) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add(LINE.formatted("stage", "trials", "images forward", "images backward", "FLOPs"));
    stages.forEach(
        (stage, estimate) -> {
          if (estimate.trials() > 0) {
            lines.add(line(stage.title(), estimate));
          }
        });
    lines.add(line("all", all()));
    if (shared > 0) {
      lines.add(String.format(Locale.ROOT, "%d more trials are the same as some of these", shared));
    }
    speed.ifPresent(
        known ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%,.1f hours on %s%s",
                    known.hours(all().flops()) / devices,
                    devices == 1 ? "" : devices + " x ",
                    known)));
    return lines.build();
  }

  private static String line(String title, Estimate estimate) {
    return LINE.formatted(
        title,
        String.format(Locale.ROOT, "%,d", estimate.trials()),
        String.format(Locale.ROOT, "%,.0f", estimate.forward()),
        String.format(Locale.ROOT, "%,.0f", estimate.backward()),
        String.format(Locale.ROOT, "%.3g", estimate.flops()));
  }
}
