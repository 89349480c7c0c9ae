package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.Optional;
import org.e2vpt.tables.verdict.CellReference.Print;
import org.e2vpt.tables.verdict.CellReference.PrintedMean;
import org.e2vpt.tables.verdict.CellReference.Recorded;
import org.e2vpt.tables.verdict.ErrorModel.Campaigns;
import org.e2vpt.tables.verdict.ErrorModel.Term;

/**
 * A cell's mean over tasks, each of weight w = 1/k, beside its reference.
 *
 * <ul>
 *   <li>A print of the column is a mean of 3 runs after a search of its own: 1/n₀ = 1/3, ρ =
 *       10^(−2b)/12.
 *   <li>A partial cell compares the tasks that were run with <em>their</em> printed values: ρ = Σ
 *       w² 10^(−2b)/12. Each of these tasks must be printed.
 *   <li>A recording has the same search: 1/n₀ of its own seeds, C = 0, ρ = 0.
 * </ul>
 *
 * @param tasks which are compared
 * @param measured m
 * @param reference r
 * @param difference d = m − r with its standard error
 * @param margin δ
 * @param identical whether the runs are the recorded ones, to the last digit
 */
public record CellComparison(
    CellKind kind,
    ImmutableSet<String> tasks,
    double measured,
    double reference,
    EstimatedDifference difference,
    double margin,
    boolean identical,
    ErrorModel model) {

  /** Empty if there is nothing to compare: a task has no run, and single tasks no reference. */
  static Optional<CellComparison> of(
      TableColumn column,
      CellReference reference,
      ImmutableMap<String, TaskEstimate> run,
      VarianceShrinkage shrinkage,
      CampaignVariance campaigns) {
    boolean all = run.keySet().equals(column.tasks());
    if (run.isEmpty()) {
      return Optional.empty();
    }
    Comparing comparing = new Comparing(column, run, shrinkage, campaigns);
    if (reference instanceof Recorded recorded) {
      return recorded.tasks().keySet().containsAll(run.keySet())
          ? Optional.of(comparing.recorded(recorded.tasks(), all))
          : Optional.empty();
    }
    Print print = (Print) reference;
    if (all && print.column().isPresent()) {
      return Optional.of(comparing.printed(print.column().get()));
    }
    return print.tasks().keySet().containsAll(run.keySet())
        ? Optional.of(comparing.partial(print.tasks()))
        : Optional.empty();
  }

  /** One campaign and the same seeds, two or more, on each task. */
  boolean balanced() {
    Collection<ImmutableSet<Integer>> seeds =
        model.terms().stream()
            .map(term -> term.task().runs().runs())
            .map(runs -> runs.stream().map(SeedRun::seed).collect(ImmutableSet.toImmutableSet()))
            .collect(ImmutableSet.toImmutableSet());
    return seeds.size() == 1
        && seeds.iterator().next().size() >= 2
        && model.terms().stream().allMatch(term -> term.replication().campaigns() == 1);
  }

  /** What is common to the ways to compare the tasks that were run. */
  private record Comparing(
      TableColumn column,
      ImmutableMap<String, TaskEstimate> run,
      VarianceShrinkage shrinkage,
      CampaignVariance campaigns) {

    CellComparison printed(PrintedMean print) {
      ImmutableList<Term> terms =
          run.values().stream()
              .map(task -> new Term(task, weight(), 1.0 / print.runs(), Campaigns.INDEPENDENT))
              .collect(ImmutableList.toImmutableList());
      return compare(CellKind.CELL, print.value(), terms, print.roundingVariance(), false);
    }

    CellComparison partial(ImmutableMap<String, PrintedMean> printed) {
      ImmutableList.Builder<Term> terms = ImmutableList.builder();
      double sum = 0;
      double rounding = 0;
      for (TaskEstimate task : run.values()) {
        PrintedMean print = printed(printed, task);
        terms.add(new Term(task, weight(), 1.0 / print.runs(), Campaigns.INDEPENDENT));
        sum += print.value();
        rounding += weight() * weight() * print.roundingVariance();
      }
      return compare(CellKind.PARTIAL, sum / run.size(), terms.build(), rounding, false);
    }

    private static PrintedMean printed(
        ImmutableMap<String, PrintedMean> printed, TaskEstimate task) {
      PrintedMean print = printed.get(task.place().task());
      if (print == null) {
        throw new IllegalStateException("no printed value of " + task.place());
      }
      return print;
    }

    CellComparison recorded(ImmutableMap<String, TaskRuns> recorded, boolean all) {
      ImmutableList.Builder<Term> terms = ImmutableList.builder();
      double sum = 0;
      boolean identical = true;
      for (TaskEstimate task : run.values()) {
        TaskRuns before = recorded.getOrDefault(task.place().task(), task.runs());
        CampaignMeans means = CampaignMeans.of(before);
        terms.add(new Term(task, weight(), means.replication().h(), Campaigns.SHARED));
        sum += means.mean();
        identical &= task.runs().identicalTo(before);
      }
      return compare(
          all ? CellKind.RECORDING : CellKind.PARTIAL_RECORDING,
          sum / run.size(),
          terms.build(),
          0,
          identical);
    }

    private CellComparison compare(
        CellKind kind,
        double reference,
        ImmutableList<Term> terms,
        double rounding,
        boolean identical) {
      ErrorModel model = new ErrorModel(terms, rounding, shrinkage, campaigns);
      double measured =
          run.values().stream().mapToDouble(task -> task.means().mean()).sum() / run.size();
      return new CellComparison(
          kind,
          run.keySet(),
          measured,
          reference,
          new EstimatedDifference(measured - reference, model.standardError()),
          column.margin(),
          identical,
          model);
    }

    private double weight() {
      return 1.0 / run.size();
    }
  }
}
