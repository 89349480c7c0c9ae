package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.Multimaps;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The runs of one row on one task, of all campaigns and seeds.
 *
 * @param runs at least one; each campaign and seed once
 * @param extras what else varies in the mean
 */
public record TaskRuns(ImmutableList<SeedRun> runs, ImmutableList<ExtraVariance> extras) {

  public TaskRuns {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException("a task without runs is left out");
    }
    Set<List<Integer>> seen = new HashSet<>();
    for (SeedRun run : runs) {
      if (!seen.add(List.of(run.campaign(), run.seed()))) {
        throw new IllegalArgumentException(
            "campaign %s, seed %s occurs twice".formatted(run.campaign(), run.seed()));
      }
    }
  }

  /** With no extra variance. */
  public static TaskRuns of(Collection<SeedRun> runs) {
    return new TaskRuns(ImmutableList.copyOf(runs), ImmutableList.of());
  }

  /** The same, where something else varies, too. */
  public TaskRuns with(ImmutableList<ExtraVariance> others) {
    return new TaskRuns(runs, others);
  }

  /** Runs by campaign. */
  ImmutableListMultimap<Integer, SeedRun> campaigns() {
    return Multimaps.index(runs, SeedRun::campaign);
  }

  double extraPoints2() {
    return extras.stream().mapToDouble(ExtraVariance::points2).sum();
  }

  /** Whether each of these is a recorded run, to the last digit. */
  boolean identicalTo(TaskRuns recorded) {
    return runs.stream().allMatch(run -> recorded.runs.stream().anyMatch(run::equalsRecorded));
  }

  static double[] accuracies(Collection<SeedRun> runs) {
    double[] accuracies = new double[runs.size()];
    int next = 0;
    for (SeedRun run : runs) {
      accuracies[next++] = run.accuracy();
    }
    return accuracies;
  }

  /** The mean, exact for equal values: deviations from the first one are averaged. */
  static double mean(double... values) {
    double sum = 0;
    for (double value : values) {
      sum += value - values[0];
    }
    return values[0] + sum / values.length;
  }

  /** Σ(x − x̄)². */
  static double squares(double... values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum;
  }
}
