package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import org.e2vpt.tables.paper.PaperRecipe.Tuned;

/**
 * A setting that somebody published for one task: a line of {@code tuned.csv}.
 *
 * @param options of the method
 * @param source where it stands
 */
public record TunedSetting(
    String method,
    String backbone,
    String task,
    ImmutableSortedMap<String, String> options,
    double learningRate,
    double weightDecay,
    int batch,
    String source) {

  static final String FILE = "tuned.csv";

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
        line.options("options"),
        line.number("learning_rate"),
        line.number("weight_decay"),
        line.integer("batch"),
        line.text("source"));
  }

  /** The setting itself, which prunes as its row's recipe does. */
  public Tuned tuned(Tuned ofRecipe) {
    return new Tuned(
        learningRate,
        weightDecay,
        BatchSize.of(batch),
        ofRecipe.tokenPercent(),
        ofRecipe.segmentPercent());
  }

  /** Whether it is for a row whose lengths are open too. */
  public boolean isFor(PaperRow row, String ofTask) {
    return row.method().equals(method)
        && row.backbone().equals(backbone)
        && task.equals(ofTask)
        && options.keySet().stream().noneMatch(row.options()::containsKey);
  }
}
