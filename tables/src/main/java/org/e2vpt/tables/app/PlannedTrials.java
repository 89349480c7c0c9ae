package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.schedule.Demand;
import org.e2vpt.harness.schedule.TrialKind;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.plan.Row;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.RowProgress;
import org.e2vpt.tables.plan.Stage;
import org.e2vpt.tables.plan.Step;

/**
 * What a table's plans need: what one backbone is tuned on one task for is finished before the next
 * is begun, so that workers use what they hold, and images are decoded while devices work on
 * others. First comes what has the most trials of one plan ahead, since that ends last; likewise
 * among the plans of one backbone and task.
 *
 * @param answers what is finished together before the next is begun: see {@link AnswerOrder}
 */
record PlannedTrials(ImmutableList<ImmutableList<RowPlan>> answers) implements Demand {

  /** Plans that are wanted all alike. */
  static PlannedTrials of(ImmutableList<RowPlan> plans) {
    return new PlannedTrials(ImmutableList.of(plans));
  }

  /** Those of all answers. */
  ImmutableList<RowPlan> plans() {
    return answers.stream().flatMap(List::stream).collect(ImmutableList.toImmutableList());
  }

  /** What stays loaded from trial to trial. */
  private record Loaded(String backbone, String task) {

    static Loaded by(RowPlan plan) {
      return new Loaded(plan.row().backbone(), plan.task());
    }
  }

  private record Ahead(Step.Needs step, int remaining) {}

  @Override
  public Collection<Trial> needed(Function<Trial, Optional<TrialResult>> known) {
    return answers.stream()
        .flatMap(plans -> needed(plans, known))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static Stream<Trial> needed(
      List<RowPlan> plans, Function<Trial, Optional<TrialResult>> known) {
    ListMultimap<Loaded, Ahead> ahead = LinkedListMultimap.create();
    Set<Loaded> begun = new HashSet<>();
    for (RowPlan plan : plans) {
      Step step = plan.progress(known).next();
      int remaining = plan.remaining(step);
      if (step instanceof Step.Needs needs) {
        ahead.put(Loaded.by(plan), new Ahead(needs, remaining));
      }
      if (remaining < plan.planned()) {
        begun.add(Loaded.by(plan));
      }
    }
    return ahead.keySet().stream()
        .sorted(
            Comparator.comparing((Loaded loaded) -> begun.contains(loaded))
                .thenComparing(loaded -> most(ahead.get(loaded)))
                .reversed())
        .flatMap(loaded -> trials(ahead.get(loaded)));
  }

  private static int most(List<Ahead> plans) {
    return plans.stream().mapToInt(Ahead::remaining).max().orElseThrow();
  }

  private static Stream<Trial> trials(List<Ahead> plans) {
    return plans.stream()
        .sorted(Comparator.comparingInt(Ahead::remaining).reversed())
        .flatMap(plan -> plan.step.trials().stream());
  }

  @Override
  public Collection<TrialKind> foreseen(Function<Trial, Optional<TrialResult>> known) {
    List<TrialKind> kinds = new ArrayList<>();
    for (RowPlan plan : plans()) {
      List<TrialKind> all = new ArrayList<>();
      for (Stage stage : Stage.values()) {
        plan.ends(stage).forEach(epoch -> all.add(kind(plan, stage.split(), epoch)));
      }
      int remaining = Math.min(all.size(), plan.remaining(plan.progress(known).next()));
      kinds.addAll(all.subList(all.size() - remaining, all.size()));
    }
    return kinds;
  }

  /** What a row has given up may still be needed by another. */
  @Override
  public Collection<Trial> eliminated(
      TrialResult end, Function<Trial, Optional<TrialResult>> known) {
    Set<Trial> eliminated = new LinkedHashSet<>();
    Set<Trial> needed = new HashSet<>();
    for (RowPlan plan : plans()) {
      if (isOn(plan, end.trial())) {
        RowProgress progress = plan.progress(known);
        eliminated.addAll(progress.eliminated());
        if (progress.next() instanceof Step.Needs needs) {
          needs.trials().forEach(trial -> needed.add(trial.whole()));
        }
      }
    }
    eliminated.removeAll(needed);
    return eliminated;
  }

  /**
   * The rows that need the trial, and what else it is: {@code visual-4-kv-2 digits search, seed 1,
   * sgd lr 2 wd 0.001}. What its row has and no search chooses is not told.
   */
  @Override
  public String name(Trial trial, Function<Trial, Optional<TrialResult>> known) {
    List<RowPlan> needing = plans().stream().filter(plan -> needs(plan, trial, known)).toList();
    String rows =
        needing.stream().map(plan -> plan.row().id()).distinct().collect(Collectors.joining(", "));
    return needing.isEmpty()
        ? trial.describe()
        : trial.describe().replaceFirst("^\\S+", Matcher.quoteReplacement(rows))
            + needing.get(0).chosen(trial);
  }

  private static boolean needs(
      RowPlan plan, Trial trial, Function<Trial, Optional<TrialResult>> known) {
    return isOn(plan, trial) // most plans are not, and need not be asked
        && plan.progress(known).next() instanceof Step.Needs needs
        && needs.trials().contains(trial);
  }

  private static boolean isOn(RowPlan plan, Trial trial) {
    return plan.task().equals(trial.task()) && plan.row().backbone().equals(trial.backbone());
  }

  private static TrialKind kind(RowPlan plan, Split split, int epochs) {
    Row row = plan.row();
    return new TrialKind(row.backbone(), row.method(), plan.task(), split, epochs);
  }
}
