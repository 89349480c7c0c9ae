package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.math.Stats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.Score;
import org.e2vpt.tables.paper.Summary;

/**
 * The mean difference between runs that have row, task and seed in common. They start from the same
 * initial values and see the same batches, so where one side changes little, as a precision does,
 * pairs tell more than the means of independent runs.
 *
 * @param title the row as printed; {@link #ALL} for the pairs of all rows
 * @param pairs n, how many, at least two
 * @param points mean of second − first
 * @param halfWidth of the 95 % interval of {@code points}, t(0.975, n − 1) · sd / √n (Student)
 */
record PairedDifference(String title, int pairs, double points, double halfWidth) {

  static final String ALL = "all rows";

  /** What a run and its counterpart have in common. */
  private record Key(String row, String task, int campaign, int seed) {
    static Key of(Score score) {
      return new Key(score.row(), score.task(), score.campaign(), score.seed());
    }
  }

  /**
   * Of all rows together and of each; nothing for fewer than two pairs, and nothing at all if no
   * pair differs.
   *
   * @param titles of rows
   */
  static ImmutableList<PairedDifference> of(
      Collection<Score> first, Collection<Score> second, Map<String, String> titles) {
    Map<Key, Double> before = new HashMap<>();
    first.forEach(score -> before.put(Key.of(score), score.accuracy()));
    List<Double> all = new ArrayList<>();
    Map<String, List<Double>> ofRows = new LinkedHashMap<>();
    for (Score score : second) {
      Double accuracy = before.get(Key.of(score));
      if (accuracy != null) {
        double difference = score.accuracy() - accuracy;
        all.add(difference);
        ofRows.computeIfAbsent(score.row(), row -> new ArrayList<>()).add(difference);
      }
    }
    ImmutableList.Builder<PairedDifference> pairs = ImmutableList.builder();
    if (all.size() > 1 && all.stream().anyMatch(difference -> difference != 0)) {
      pairs.add(of(ALL, all));
      ofRows.forEach(
          (row, differences) -> {
            if (differences.size() > 1) {
              pairs.add(of(titles.getOrDefault(row, row), differences));
            }
          });
    }
    return pairs.build();
  }

  private static PairedDifference of(String title, List<Double> differences) {
    Stats stats = Stats.of(differences);
    int n = differences.size();
    return new PairedDifference(
        title,
        n,
        stats.mean(),
        Summary.studentT(0.975, n - 1) * stats.sampleStandardDeviation() / Math.sqrt(n));
  }

  /** Such as {@code −0.20 to +0.10}. */
  String interval() {
    return Words.interval(points, halfWidth);
  }

  /** In one line. */
  String sentence() {
    return "%s with the same row, task and seed: mean difference %s, 95 %% interval %s"
        .formatted(Amounts.count(pairs, "pair"), Words.signed(points), interval());
  }
}
