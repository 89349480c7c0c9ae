package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.e2vpt.tables.verdict.SeedRun;
import org.e2vpt.tables.verdict.TaskRuns;

/**
 * What one seed reached on one task.
 *
 * @param row id of the table's row
 * @param task id of the data set
 * @param seed of the run
 * @param accuracy top-1, in percent
 */
public record Score(String row, String task, int seed, double accuracy) {

  public Score {
    if (!(accuracy >= 0 && accuracy <= 100)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "accuracy of %s on %s, seed %d: expected 0 to 100 percent, got %s",
              row,
              task,
              seed,
              accuracy));
    }
    accuracy = Decimals.round(accuracy, 2);
  }

  /** The runs of a row on a task, of one campaign. */
  public static TaskRuns runs(Collection<Score> scores) {
    return TaskRuns.of(
        scores.stream().map(score -> SeedRun.of(1, score.seed, score.accuracy)).toList());
  }

  /**
   * For each seed that has all of {@code tasks}, the unweighted mean over them. Seeds that miss a
   * task are left out: their mean would be of another quantity.
   *
   * @throws IllegalArgumentException if a task was scored twice with one seed
   */
  public static ImmutableSortedMap<Integer, Double> seedMeans(
      Collection<Score> scores, String row, Collection<String> tasks) {
    Map<Integer, Map<String, Double>> bySeed = new TreeMap<>();
    for (Score score : scores) {
      if (score.row.equals(row) && tasks.contains(score.task)) {
        Map<String, Double> ofSeed = bySeed.computeIfAbsent(score.seed, seed -> new HashMap<>());
        if (ofSeed.put(score.task, score.accuracy) != null) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s on %s with seed %d is there twice: a run must not count twice",
                  row,
                  score.task,
                  score.seed));
        }
      }
    }
    ImmutableSortedMap.Builder<Integer, Double> means = ImmutableSortedMap.naturalOrder();
    bySeed.forEach(
        (seed, ofSeed) -> {
          if (ofSeed.size() == tasks.size()) {
            double sum = tasks.stream().mapToDouble(task -> ofSeed.get(task)).sum();
            means.put(seed, sum / tasks.size());
          }
        });
    return means.build();
  }
}
