package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.Demand;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialKind;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.plan.Figure3;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Step;

/**
 * What a table's plans need, the plan with the most trials ahead first: it ends last. After them,
 * what Figure 3 needs.
 */
record PlannedTrials(ImmutableList<RowPlan> plans) implements Demand {

  private record Ahead(Step.Needs step, int remaining) {}

  @Override
  public Collection<Trial> needed(Function<Trial, Optional<TrialResult>> known) {
    List<Ahead> ahead = new ArrayList<>();
    for (RowPlan plan : plans) {
      if (plan.next(known) instanceof Step.Needs needs) {
        ahead.add(new Ahead(needs, plan.remaining(needs)));
      }
    }
    ahead.sort(Comparator.comparingInt(Ahead::remaining).reversed());
    return Stream.concat(
            ahead.stream().flatMap(plan -> plan.step.trials().stream()),
            plans.stream().flatMap(plan -> Figure3.trial(plan, known).stream()))
        .collect(ImmutableSet.toImmutableSet());
  }

  @Override
  public Collection<TrialKind> foreseen(Function<Trial, Optional<TrialResult>> known) {
    List<TrialKind> kinds = new ArrayList<>();
    for (RowPlan plan : plans) {
      TrialKind kind =
          new TrialKind(plan.row().method(), plan.task(), plan.row().search().epochs());
      kinds.addAll(Collections.nCopies(plan.remaining(plan.next(known)), kind));
      if (Figure3.waits(plan, known)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }
}
