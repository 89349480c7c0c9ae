package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.Summary;

/**
 * What was chosen for a row on one task, and what each seed gave.
 *
 * @param task id of the data set
 * @param words the chosen setting
 * @param runs one for each seed
 */
record Setting(String task, String words, ImmutableList<Run> runs) {

  /** The settings of one row's runs, by task in the order of the file. */
  static ImmutableList<Setting> of(List<Run> runs) {
    Map<String, List<Run>> byTask = new LinkedHashMap<>();
    runs.forEach(run -> byTask.computeIfAbsent(run.task(), task -> new ArrayList<>()).add(run));
    return byTask.entrySet().stream()
        .map(
            entry ->
                new Setting(
                    entry.getKey(),
                    entry.getValue().stream()
                        .map(Run::settings)
                        .distinct()
                        .collect(Collectors.joining(" / ")),
                    ImmutableList.copyOf(entry.getValue())))
        .collect(ImmutableList.toImmutableList());
  }

  /** Mean and spread over the seeds that ended well. */
  Summary measured() {
    return Summary.of(runs.stream().filter(Run::ok).map(Run::accuracy).toList());
  }

  /** Every seed with its accuracy, or how its run ended: {@code 42: 12.34, 44: diverged}. */
  String seeds() {
    return runs.stream()
        .map(run -> run.seed() + ": " + Words.end(run))
        .collect(Collectors.joining(", "));
  }

  /** The same without the seeds. */
  String accuracies() {
    return runs.stream().map(Words::end).collect(Collectors.joining(", "));
  }

  /** Median wall time of a run. */
  String seconds() {
    double median = median(Run::seconds);
    return Double.isNaN(median) ? Words.number(median, 1) : Words.duration(median);
  }

  /** Median training throughput. */
  String imagesPerSecond() {
    return Words.number(median(Run::imagesPerSecond), 0);
  }

  private double median(Function<Run, Double> value) {
    List<Double> values = runs.stream().filter(Run::ok).map(value).toList();
    return values.isEmpty() ? Double.NaN : Quantiles.median().compute(values);
  }
}
