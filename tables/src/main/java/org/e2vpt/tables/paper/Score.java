package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.math.Stats;
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
 * @param campaign whose run it is, see {@link Campaigns}
 * @param seed of the run
 * @param accuracy top-1, in percent
 */
public record Score(String row, String task, int campaign, int seed, double accuracy) {

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

  /** Of the first campaign. */
  public Score(String row, String task, int seed, double accuracy) {
    this(row, task, 1, seed, accuracy);
  }

  /** The runs of a row on a task. */
  public static TaskRuns runs(Collection<Score> scores) {
    return TaskRuns.of(
        scores.stream()
            .map(score -> SeedRun.of(score.campaign, score.seed, score.accuracy))
            .toList());
  }

  /**
   * For each seed that has all of {@code tasks}, the unweighted mean over them. Seeds that miss a
   * task are left out: their mean would be of another quantity. A task of several campaigns counts
   * with the mean of what they reached with the seeds that stand for one of the first campaign.
   *
   * @return by seed of the first campaign
   * @throws IllegalArgumentException if a task was scored twice with one seed
   */
  public static ImmutableSortedMap<Integer, Double> seedMeans(
      Collection<Score> scores, String row, Collection<String> tasks) {
    Map<Integer, Map<String, Map<Integer, Double>>> bySeed = new TreeMap<>();
    for (Score score : scores) {
      if (score.row.equals(row) && tasks.contains(score.task)) {
        Map<Integer, Double> campaigns =
            bySeed
                .computeIfAbsent(
                    Campaigns.firstSeed(score.seed, score.campaign), seed -> new HashMap<>())
                .computeIfAbsent(score.task, task -> new TreeMap<>());
        if (campaigns.put(score.campaign, score.accuracy) != null) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "%s on %s with seed %d occurs twice: a run must not count twice",
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
            double sum =
                tasks.stream().mapToDouble(task -> mean(ofSeed.getOrDefault(task, Map.of()))).sum();
            means.put(seed, sum / tasks.size());
          }
        });
    return means.build();
  }

  private static double mean(Map<Integer, Double> campaigns) {
    return Stats.meanOf(campaigns.values());
  }
}
