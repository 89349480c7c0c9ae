package org.e2vpt.tables.report;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multimaps;
import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.Summary;

/**
 * What was chosen for a row on one task, and what each seed gave.
 *
 * @param task id of the data set
 * @param words the chosen setting
 * @param runs one for each campaign and seed
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
                    words(entry.getValue().stream().map(Run::settings).distinct().toList()),
                    ImmutableList.copyOf(entry.getValue())))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * What differs is said after what all have: {@code visual 4; prune-from 04a57bbc5038 /
   * 98bbb2eaf61c}. Settings of other words are said one after the other.
   */
  static String words(List<String> settings) {
    List<List<String>> parts =
        settings.stream().map(each -> Splitter.on("; ").splitToList(each)).toList();
    List<List<String>> names =
        parts.stream().map(each -> each.stream().map(Setting::name).toList()).distinct().toList();
    if (settings.size() < 2 || names.size() > 1) {
      return String.join(" / ", settings);
    }
    List<String> common = new ArrayList<>();
    List<String> different = new ArrayList<>();
    for (int i = 0; i < names.get(0).size(); i++) {
      int at = i;
      List<String> values = parts.stream().map(each -> each.get(at)).distinct().toList();
      if (values.size() == 1) {
        common.add(values.get(0));
      } else {
        String name = names.get(0).get(i);
        different.add(
            parts.stream()
                .map(each -> each.get(at).substring(name.length()))
                .collect(Collectors.joining(" / ", name, "")));
      }
    }
    common.addAll(different);
    return String.join("; ", common);
  }

  private static String name(String part) {
    return part.substring(0, part.lastIndexOf(' ') + 1);
  }

  /** Mean and spread over the seeds that ended well. */
  Summary measured() {
    return Summary.of(runs.stream().filter(Run::ok).map(Run::accuracy).toList());
  }

  /**
   * Every seed with its accuracy, or how its run ended: {@code 42: 12.34, 44: diverged; repeat 2:
   * 1042: 12.51, 1044: 12.40}.
   */
  String seeds() {
    return Multimaps.index(runs, Run::campaign).asMap().entrySet().stream()
        .map(
            campaign ->
                (campaign.getKey() == 1 ? "" : "repeat " + campaign.getKey() + ": ")
                    + campaign.getValue().stream()
                        .map(run -> run.seed() + ": " + Words.end(run))
                        .collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; "));
  }

  /** The same without the seeds. */
  String accuracies() {
    return runs.stream().map(Words::end).collect(Collectors.joining(", "));
  }

  /** Mean wall time of a run: of heads that are trained together, one takes the time of all. */
  String seconds() {
    OptionalDouble mean = runs.stream().filter(Run::ok).mapToDouble(Run::seconds).average();
    return mean.isEmpty() ? Words.number(Double.NaN, 1) : Words.duration(mean.getAsDouble());
  }

  /** Median training throughput. */
  String imagesPerSecond() {
    List<Double> values = runs.stream().filter(Run::ok).map(Run::imagesPerSecond).toList();
    return Words.number(values.isEmpty() ? Double.NaN : Quantiles.median().compute(values), 0);
  }
}
