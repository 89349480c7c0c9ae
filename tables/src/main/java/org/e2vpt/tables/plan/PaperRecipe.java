package org.e2vpt.tables.plan;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Comparator;
import java.util.List;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.tables.paper.CsvLine;

/**
 * How rows are trained, and what is searched for: a line of {@code recipes.csv}.
 *
 * @param id by which rows name it
 * @param on the benchmarks that the line is for: {@code VTAB-1k}, {@code FGVC}
 * @param learningRates base rates, before scaling by the batch
 * @param weightDecays to try with each rate
 * @param tuned what is taken without a search
 * @param source of all this
 */
record PaperRecipe(
    String id,
    ImmutableList<String> on,
    OptimizerKind optimizer,
    ImmutableSortedSet<Double> learningRates,
    ImmutableSortedSet<Double> weightDecays,
    int epochs,
    int warmupEpochs,
    int batch,
    Tuned tuned,
    String source) {

  static final List<String> COLUMNS =
      List.of(
          "recipe",
          "on",
          "optimizer",
          "learning_rates",
          "weight_decays",
          "epochs",
          "warmup",
          "batch",
          "tuned_rate",
          "tuned_decay",
          "source");

  /** One setting. */
  record Tuned(double learningRate, double weightDecay, int batch) {}

  static PaperRecipe parse(CsvLine line) {
    return new PaperRecipe(
        line.text("recipe"),
        ImmutableList.copyOf(Splitter.on(' ').split(line.text("on"))),
        line.parse("optimizer", "SGD or ADAMW", OptimizerKind::valueOf),
        numbers(line, "learning_rates"),
        numbers(line, "weight_decays"),
        line.integer("epochs"),
        line.integer("warmup"),
        line.integer("batch"),
        new Tuned(line.number("tuned_rate"), line.number("tuned_decay"), line.integer("batch")),
        line.text("source"));
  }

  private static ImmutableSortedSet<Double> numbers(CsvLine line, String column) {
    return line.parse(
        column,
        "numbers",
        text ->
            Splitter.on(' ')
                .splitToStream(text)
                .map(Double::valueOf)
                .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder())));
  }

  boolean isOn(Group group) {
    return on.contains(group == Group.FGVC ? "FGVC" : "VTAB-1k");
  }
}
