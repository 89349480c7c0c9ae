package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableListMultimap;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether a seed moves several tasks together, which the model excludes:
 *
 * <pre>
 *   κ = Σ_cells variance over seeds of the cell's mean / Σ_cells Σ w² s²
 * </pre>
 *
 * <p>It is 1 if the tasks of a seed are independent.
 */
final class SeedCorrelation {

  private SeedCorrelation() {}

  /**
   * κ of cells with one campaign and the same seeds on all tasks.
   *
   * @return 0 if no seed differs from another; empty without cells
   */
  static OptionalDouble of(List<CellComparison> balanced) {
    if (balanced.isEmpty()) {
      return OptionalDouble.empty();
    }
    double together = 0;
    double apart = 0;
    for (CellComparison cell : balanced) {
      together += varianceOfMeans(cell);
      apart +=
          cell.model().terms().stream()
              .mapToDouble(term -> term.weight() * term.weight() * term.task().means().variance())
              .sum();
    }
    return OptionalDouble.of(apart == 0 ? 0 : together / apart);
  }

  private static double varianceOfMeans(CellComparison cell) {
    ImmutableListMultimap<Integer, SeedRun> bySeed =
        cell.model().terms().stream()
            .flatMap(term -> term.task().runs().runs().stream())
            .collect(ImmutableListMultimap.toImmutableListMultimap(SeedRun::seed, run -> run));
    double[] means =
        bySeed.asMap().values().stream()
            .mapToDouble(runs -> TaskRuns.mean(TaskRuns.accuracies(runs)))
            .toArray();
    return TaskRuns.squares(means) / (means.length - 1);
  }
}
