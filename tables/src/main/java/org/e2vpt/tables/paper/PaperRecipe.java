package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.List;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.training.Recipe.OptimizerKind;

/**
 * How rows are trained, and what is searched for: a line of {@code recipes.csv}. Of the lines that
 * fit a row, a task and a protocol, the first counts.
 *
 * @param id by which rows name it
 * @param on the benchmarks that the line is for: {@code VTAB-1k}, {@code FGVC}
 * @param choices words of a protocol that the line is for; empty for every protocol
 * @param learningRates base rates, before scaling by the batch
 * @param weightDecays to try with each rate
 * @param tokenPercents of visual prompts to try to prune; empty if no row with it prunes
 * @param segmentPercents of segments, likewise
 * @param tuned what is taken without a search
 * @param source of all this
 */
public record PaperRecipe(
    String id,
    ImmutableList<String> on,
    ImmutableSortedMap<String, String> choices,
    OptimizerKind optimizer,
    ImmutableSortedSet<Double> learningRates,
    ImmutableSortedSet<Double> weightDecays,
    int epochs,
    int warmupEpochs,
    BatchSize batch,
    ImmutableSortedSet<Integer> tokenPercents,
    ImmutableSortedSet<Integer> segmentPercents,
    Tuned tuned,
    String source) {

  static final String FILE = "recipes.csv";

  /** Of the file, in their order. */
  public static final List<String> COLUMNS =
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
          "token_percents",
          "segment_percents",
          "tuned_tokens",
          "tuned_segments",
          "source");

  /**
   * One setting.
   *
   * @param tokenPercent of visual prompts to prune, for rows that do
   * @param segmentPercent of segments to prune
   */
  public record Tuned(
      double learningRate,
      double weightDecay,
      BatchSize batch,
      int tokenPercent,
      int segmentPercent) {}

  static PaperRecipe parse(CsvLine line) {
    ImmutableList<String> on = line.words("on");
    BatchSize batch =
        line.parse(
            "batch", "a batch such as '128' or '128, 64 if visual >= 100'", BatchSize::parse);
    return new PaperRecipe(
        line.text("recipe"),
        Protocol.withoutChoices(on),
        Protocol.choicesAmong(on),
        line.parse("optimizer", "SGD or ADAMW", OptimizerKind::valueOf),
        line.numbers("learning_rates"),
        line.numbers("weight_decays"),
        line.integer("epochs"),
        line.integer("warmup"),
        batch,
        line.integers("token_percents"),
        line.integers("segment_percents"),
        new Tuned(
            line.number("tuned_rate"),
            line.number("tuned_decay"),
            batch,
            percent(line, "tuned_tokens"),
            percent(line, "tuned_segments")),
        line.text("source"));
  }

  private static int percent(CsvLine line, String column) {
    return line.text(column).isEmpty() ? 0 : line.integer(column);
  }

  /** Whether the line is for tasks of a group, in a protocol. */
  boolean isOn(Group group, Protocol protocol) {
    return on.contains(group.benchmark())
        && protocol.choices().entrySet().containsAll(choices.entrySet());
  }
}
