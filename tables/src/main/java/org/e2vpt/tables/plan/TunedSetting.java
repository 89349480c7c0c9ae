package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import org.e2vpt.tables.paper.CsvLine;
import org.e2vpt.tables.plan.PaperRecipe.Tuned;

/**
 * A setting that somebody published for one task: a line of {@code tuned.csv}.
 *
 * @param options of the method
 * @param source where it stands
 */
record TunedSetting(
    String method,
    String backbone,
    String task,
    ImmutableSortedMap<String, String> options,
    Tuned tuned,
    String source) {

  static final List<String> COLUMNS =
      List.of(
          "method",
          "backbone",
          "task",
          "options",
          "learning_rate",
          "weight_decay",
          "batch",
          "source");

  static TunedSetting parse(CsvLine line) {
    return new TunedSetting(
        line.text("method"),
        line.text("backbone"),
        line.text("task"),
        line.parse("options", "'name value, name value'", PaperRow::options),
        new Tuned(line.number("learning_rate"), line.number("weight_decay"), line.integer("batch")),
        line.text("source"));
  }

  /** Whether it is for a row whose lengths are open too. */
  boolean isFor(PaperRow row, String ofTask) {
    return row.method().equals(method)
        && row.backbone().equals(backbone)
        && task.equals(ofTask)
        && options.keySet().stream().noneMatch(row.options()::containsKey);
  }
}
