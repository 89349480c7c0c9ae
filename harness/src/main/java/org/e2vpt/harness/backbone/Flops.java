package org.e2vpt.harness.backbone;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.e2vpt.harness.backbone.Architecture.Stage;

/**
 * Floating-point operations of one image, two for each multiplication with its addition: those of
 * an encoder's matrices and of attention, as if nothing were saved. Norms and activations are left
 * out.
 *
 * @param forward of one forward pass
 * @param lastBlock of the part that Partial-1 trains
 */
public record Flops(double forward, double lastBlock) {

  /**
   * An encoder's.
   *
   * @param visual prompts beside the tokens of each block
   * @param kv prompts beside the keys of each block
   */
  public static Flops of(Architecture architecture, int visual, int kv) {
    double all = 0;
    double last = 0;
    for (Map.Entry<String, Shape> weight : architecture.weights().entrySet()) {
      double flops = 2.0 * matrixSize(weight) * uses(architecture, weight.getKey(), visual);
      all += flops;
      last += architecture.last().contains(weight.getKey()) ? flops : 0;
    }
    for (int stage = 0; stage < architecture.stages().size(); stage++) {
      Stage blocks = architecture.stages().get(stage);
      int queries = tokens(architecture, stage) + visual;
      int keys = window(architecture, queries - visual) + visual + kv;
      // queries with keys, and attention with values
      double attention = 2 * 2.0 * queries * keys * blocks.width();
      all += blocks.depth() * attention;
      last += stage == architecture.stages().size() - 1 ? attention : 0;
    }
    return new Flops(all, last);
  }

  /** Numbers of a matrix or a convolution; what is added or looked up counts nothing. */
  private static long matrixSize(Map.Entry<String, Shape> weight) {
    boolean matrix = weight.getKey().endsWith(".weight") && weight.getValue().dimension() > 1;
    return matrix ? weight.getValue().size() : 0;
  }

  /** How often a forward pass multiplies with a matrix. */
  private static int uses(Architecture architecture, String name, int visual) {
    if (name.startsWith("patches.")) {
      return grid(architecture, 0) * grid(architecture, 0);
    }
    int stage = name.startsWith("stages.") ? Integer.parseInt(name.split("\\.", 3)[1]) : 0;
    return name.contains(".merging.")
        ? grid(architecture, stage + 1) * grid(architecture, stage + 1)
        : tokens(architecture, stage) + visual;
  }

  private static int tokens(Architecture architecture, int stage) {
    return grid(architecture, stage) * grid(architecture, stage) + architecture.classTokens();
  }

  private static int grid(Architecture architecture, int stage) {
    return architecture.image() / architecture.patch() >> stage;
  }

  /**
   * How many tokens a token attends to: all, or Swin's window, whose bias table has (2w−1)² rows.
   */
  private static int window(Architecture architecture, int tokens) {
    return architecture.weights().entrySet().stream()
        .filter(weight -> weight.getKey().endsWith("relative_position_bias_table"))
        .mapToInt(weight -> (int) Math.round((Math.sqrt(weight.getValue().get(0)) + 1) / 2))
        .map(side -> Math.min(side * side, tokens))
        .findFirst()
        .orElse(tokens);
  }
}
