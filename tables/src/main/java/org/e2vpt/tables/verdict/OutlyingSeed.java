package org.e2vpt.tables.verdict;

import com.google.common.math.Quantiles;
import java.util.stream.Stream;
import org.e2vpt.tables.verdict.TaskEstimate.Place;

/**
 * A run more than 5 points below the median of its row's task.
 *
 * @param median in points
 */
public record OutlyingSeed(Place place, SeedRun run, double median) {

  private static final double FAR = 5;

  static Stream<OutlyingSeed> of(TaskEstimate task) {
    double median = Quantiles.median().compute(TaskRuns.accuracies(task.runs().runs()));
    return task.runs().runs().stream()
        .filter(run -> median - run.accuracy() > FAR)
        .map(run -> new OutlyingSeed(task.place(), run, median));
  }
}
