package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.List;
import java.util.function.Function;
import org.e2vpt.harness.training.Recipe.OptimizerKind;

/**
 * The mini table: the paper's protocol on a small world that a laptop finishes in minutes.
 *
 * <p>The paper trains for 100 epochs (10 of warm-up) with batches of 64 and searches ten learning
 * rates, four weight decays and nine percentages of tokens to prune (§4.1), its released code also
 * of segments. Here each stage is there with a smaller grid; for Full and for prompts one weight
 * decay is left of it.
 */
public final class MiniPlan {

  /** Tasks of the default run. */
  public static final ImmutableList<String> TASKS = ImmutableList.of("digits", "shapes-count");

  /** Tasks of the full mini world. */
  public static final ImmutableList<String> ALL_TASKS =
      ImmutableList.of("digits", "shapes-count", "shapes-location", "shapes-orientation");

  /** Seeds of the released code's final runs; reference values are recorded with all of them. */
  public static final ImmutableList<Integer> RECORDING_SEEDS =
      ImmutableList.of(42, 44, 82, 100, 800);

  /** Seeds of the default run: three, as the paper states. */
  public static final ImmutableList<Integer> SEEDS = RECORDING_SEEDS.subList(0, 3);

  // The recipe. Learning rates are base rates: the optimiser sees rate · batch / 256.
  private static final int BATCH = 64;

  private static final SearchSpace FULL_SEARCH =
      new SearchSpace(
          OptimizerKind.ADAMW,
          ImmutableSortedSet.of(0.002, 0.008),
          ImmutableSortedSet.of(0.01),
          20,
          2,
          BATCH);
  private static final SearchSpace LINEAR_SEARCH =
      new SearchSpace(
          OptimizerKind.SGD,
          ImmutableSortedSet.of(1.0, 10.0),
          ImmutableSortedSet.of(0.0001, 0.01),
          30,
          3,
          BATCH);
  // At 4, which the search on 200 images would choose, one seed in five breaks in its first epochs
  // and ends 12 points below the others: the paper's grid has such rates too.
  private static final SearchSpace PROMPT_SEARCH =
      new SearchSpace(
          OptimizerKind.SGD,
          ImmutableSortedSet.of(1.0, 2.0),
          ImmutableSortedSet.of(0.001),
          30,
          3,
          BATCH);

  private static final PruneSpace PRUNING =
      new PruneSpace(ImmutableSortedSet.of(25, 50), ImmutableSortedSet.of(25, 50));

  // The methods. Four visual and two key-value prompts beside 17 tokens weigh about as much as the
  // paper's beside 197.
  private static final ImmutableSortedMap<String, String> NO_OPTIONS = ImmutableSortedMap.of();
  private static final ImmutableSortedMap<String, String> VPT_DEEP =
      ImmutableSortedMap.of("visual", "4", "prompt-dropout", "0.1");
  private static final ImmutableSortedMap<String, String> E2VPT =
      ImmutableSortedMap.<String, String>naturalOrder()
          .put("visual", "4")
          .put("kv", "2")
          .put("kv-place", "before")
          .put("kv-share", "true")
          .put("kv-init", "he")
          .put("segments", "8")
          .put("prompt-dropout", "0.1")
          .build();

  private static final String BACKBONE = "mini-vit";
  private static final String RANDOM_BACKBONE = "mini-vit-random";

  /**
   * The rows in the table's order. The random backbone is a control: what Linear reaches without
   * any pre-training.
   */
  public static final ImmutableList<Row> ROWS =
      ImmutableList.of(
          new Row("full", "Full", "full", BACKBONE, NO_OPTIONS, FULL_SEARCH, PruneSpace.NONE),
          new Row(
              "linear", "Linear", "linear", BACKBONE, NO_OPTIONS, LINEAR_SEARCH, PruneSpace.NONE),
          new Row(
              "linear-random",
              "Linear, random backbone",
              "linear",
              RANDOM_BACKBONE,
              NO_OPTIONS,
              LINEAR_SEARCH,
              PruneSpace.NONE),
          new Row(
              "vpt-deep",
              "VPT-deep",
              "vpt-deep",
              BACKBONE,
              VPT_DEEP,
              PROMPT_SEARCH,
              PruneSpace.NONE),
          new Row("e2vpt", "E²VPT", "e2vpt", BACKBONE, E2VPT, PROMPT_SEARCH, PRUNING));

  private MiniPlan() {}

  /**
   * The plans of every row on every task, row by row.
   *
   * @param seeds of the final trials
   * @param weightsOf sha256 of a backbone, by its id
   * @param dataOf sha256 of a task's images, by its id
   */
  public static ImmutableList<RowPlan> plans(
      List<String> tasks,
      List<Integer> seeds,
      Function<String, String> weightsOf,
      Function<String, String> dataOf) {
    ImmutableList.Builder<RowPlan> plans = ImmutableList.builder();
    for (Row row : ROWS) {
      for (String task : tasks) {
        plans.add(
            new RowPlan(
                row,
                weightsOf.apply(row.backbone()),
                task,
                dataOf.apply(task),
                ImmutableList.copyOf(seeds)));
      }
    }
    return plans.build();
  }
}
