package org.e2vpt.harness.backbone;

import ai.djl.ndarray.types.Shape;
import java.util.Objects;
import org.e2vpt.harness.backbone.Architecture.Stage;
import org.e2vpt.harness.backbone.Flops.Step;

/**
 * Counts the products of {@link Vit} and {@link Swin} block by block. A gradient is computed for
 * what is trained and for what is between it and the loss, as autograd does: a product then costs
 * once more for each of its factors that has one.
 */
final class FlopCount {

  private final Architecture architecture;
  private final Step step;

  private double forward;
  private double backward;

  /** Whether the tokens that come have a gradient. */
  private boolean live;

  /** Whether what the MLP adds to them has. */
  private boolean output;

  /** Prompts of blocks before that stand among the tokens. */
  private int standing;

  FlopCount(Architecture architecture, Step step) {
    this.architecture = architecture;
    this.step = step;
  }

  /**
   * Prompts of an image that are not among its tokens.
   *
   * @param columns of the scores, one for each prompt
   * @param prompts rows of which keys and values are computed
   * @param zeros likewise, of prompts that are zero
   */
  private record Apart(int columns, double prompts, double zeros) {

    static final Apart NONE = new Apart(0, 0, 0);
  }

  static int tokens(Architecture architecture, int stage) {
    return grid(architecture, stage) * grid(architecture, stage) + architecture.classTokens();
  }

  private static int grid(Architecture architecture, int stage) {
    return architecture.image() / architecture.patch() >> stage;
  }

  Flops count() {
    live = false; // pixels
    linear(grid(architecture, 0) * grid(architecture, 0), "patches");
    live = live || tuned("cls") || tuned("positions") || normTuned("patch_norm");
    double embedding = forward;
    int last = architecture.depth() - 1;
    for (int block = 0; block < last; block++) {
      merge(block);
      block(block);
    }
    merge(last);
    double before = forward - embedding;
    block(last);
    return new Flops(embedding, before, forward - embedding - before, backward);
  }

  /** Four tokens become one where a stage begins; prompts go through the same matrix. */
  private void merge(int block) {
    int stage = architecture.stageOf(block);
    if (stage > 0 && architecture.firstBlock(stage) == block) {
      String name = "stages." + (stage - 1) + ".merging.";
      live = live || normTuned(name + "norm");
      linear(tokens(architecture, stage) + standing, name + "reduction");
    }
  }

  private void block(int index) {
    int stage = architecture.stageOf(index);
    String name =
        architecture.hierarchical()
            ? "stages." + stage + ".blocks." + (index - architecture.firstBlock(stage)) + "."
            : "blocks." + index + ".";
    BlockHooks hooks = step.hooks().block(index);
    BlockSizes sizes = hooks.sizes();
    boolean isLast = index == architecture.depth() - 1;
    boolean read =
        !step.shortcuts()
            || (isLast ? architecture.poolsAll() : !step.hooks().block(index + 1).enter());
    Apart apart = Apart.NONE;
    if (hooks.enter()) {
      int prompts = sizes.prompts() + sizes.zeros();
      standing = read ? prompts : 0;
      live = live || read;
      double each = step.training() && sizes.differ() ? 1 : 1.0 / step.batch();
      product(step.training() ? each * hooks.promptOperations() : 0, true, false);
      if (!read) {
        apart =
            new Apart(prompts, sizes.prompts() * each, sizes.zeros() > 0 ? 1.0 / step.batch() : 0);
      }
    }
    int tokens = tokens(architecture, stage);
    int window = window(name, tokens);
    int windows = tokens / window;
    boolean classOnly = step.shortcuts() && isLast && !architecture.poolsAll();
    double rows = windows * (window + standing);
    double queries = classOnly ? 1 : rows;
    double keys = window + standing + apart.columns + sizes.keyValue();
    attention(name, stage, rows, queries, keys, apart, sizes.keyValue() > 0);
    mlp(name, classOnly ? 1 : tokens + standing);
    bottleneck(sizes, stage, classOnly ? 1 : tokens + standing);
  }

  /**
   * Leaves {@link #live} as the tokens behind the residual sum are.
   *
   * @param added whether key-value prompts stand beside the tokens' keys and values
   */
  private void attention(
      String name,
      int stage,
      double rows,
      double queries,
      double keys,
      Apart apart,
      boolean added) {
    boolean entering = live;
    boolean normal = live || normTuned(name + "attention_norm");
    String layer = name + "attention.";
    live = normal;
    linear(queries, layer + "query");
    boolean query = live;
    boolean key = projected(layer + "key", normal, rows, apart) || added;
    boolean value = projected(layer + "value", normal, rows, apart) || added;
    boolean scores = query || key || tuned(layer + "relative_position_bias_table");
    double each = 2.0 * queries * keys * architecture.stages().get(stage).width();
    product(each, query, key);
    product(each, scores, value);
    live = scores || value;
    linear(queries, layer + "out");
    live = live || entering;
  }

  /**
   * Keys or values of the tokens, and of prompts that are not among them; whether they are live.
   */
  private boolean projected(String layer, boolean normal, double rows, Apart apart) {
    live = false;
    linear(apart.zeros, layer);
    live = true; // prompts are trained
    linear(apart.prompts, layer);
    live = normal;
    linear(rows, layer);
    return live || apart.columns > 0;
  }

  private void mlp(String name, double rows) {
    boolean mixed = live;
    live = live || normTuned(name + "mlp_norm");
    linear(rows, name + "mlp.fc1");
    linear(rows, name + "mlp.fc2");
    output = live;
    live = live || mixed;
  }

  private void bottleneck(BlockSizes sizes, int stage, double rows) {
    Stage blocks = architecture.stages().get(stage);
    if (sizes.bottleneck() > 0) {
      double each = 2.0 * rows * blocks.width() * sizes.bottleneck();
      product(each, output, true);
      product(each, true, true);
    }
    live = live || sizes.tuned();
  }

  /** How many tokens a token attends to: all, or Swin's window, whose table has (2w−1)² rows. */
  private int window(String block, int tokens) {
    Shape table = architecture.weights().get(block + "attention.relative_position_bias_table");
    if (table == null) {
      return tokens;
    }
    int side = (int) Math.round((Math.sqrt((double) table.get(0)) + 1) / 2);
    return side * side;
  }

  /** A layer: {@link #live} as what goes in is, and then as what comes out. */
  private void linear(double rows, String layer) {
    Shape weight = Objects.requireNonNull(architecture.weights().get(layer + ".weight"), layer);
    boolean trained = tuned(layer + ".weight");
    product(2.0 * rows * weight.size(), live, trained);
    live = live || trained || tuned(layer + ".bias");
  }

  private void product(double operations, boolean left, boolean right) {
    forward += operations;
    backward += (left ? operations : 0) + (right ? operations : 0);
  }

  private boolean tuned(String weight) {
    return step.tuned().test(weight);
  }

  private boolean normTuned(String norm) {
    return tuned(norm + ".weight") || tuned(norm + ".bias");
  }
}
