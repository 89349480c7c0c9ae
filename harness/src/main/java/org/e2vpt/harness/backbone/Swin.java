package org.e2vpt.harness.backbone;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.stream.IntStream;

/**
 * The Swin Transformer of Liu et al. (2021): stages of blocks that attend within windows, with a
 * table of relative position biases in each; between two stages, four tokens are merged to one.
 */
public final class Swin {

  private Swin() {}

  /** What a Swin of these sizes is; its weights' names and shapes are {@link #shapes}. */
  public static Architecture architecture(SwinConfig config) {
    ImmutableMap<String, Shape> weights = shapes(config);
    int last = config.stages() - 1;
    String lastBlock = blockName(last, config.depths().get(last) - 1);
    return new Architecture(
        config.image(),
        config.patch(),
        IntStream.range(0, config.stages())
            .mapToObj(
                stage ->
                    new Architecture.Stage(
                        config.depths().get(stage), config.width(stage), config.heads().get(stage)))
            .collect(ImmutableList.toImmutableList()),
        config.width(last),
        weights,
        weights.keySet().stream()
            .filter(name -> name.startsWith(lastBlock + ".") || name.startsWith("norm."))
            .collect(ImmutableSet.toImmutableSet()),
        ImmutableSet.of());
  }

  /**
   * Names and shapes of all weights, in the order of the forward pass. Linear weights are (out,
   * in); a table of relative position biases is (offsets, h).
   */
  public static ImmutableMap<String, Shape> shapes(SwinConfig config) {
    WeightShapes shapes =
        new WeightShapes()
            .affine("patches", config.width(), 3, config.patch(), config.patch())
            .affine("patch_norm", config.width());
    for (int stage = 0; stage < config.stages(); stage++) {
      for (int block = 0; block < config.depths().get(stage); block++) {
        block(shapes, config, stage, blockName(stage, block));
      }
      if (stage < config.stages() - 1) {
        String merging = "stages." + stage + ".merging.";
        int four = 4 * config.width(stage);
        shapes
            .affine(merging + "norm", four)
            .put(merging + "reduction.weight", config.width(stage + 1), four);
      }
    }
    return shapes.affine("norm", config.width(config.stages() - 1)).all();
  }

  private static String blockName(int stage, int block) {
    return "stages." + stage + ".blocks." + block;
  }

  private static void block(WeightShapes shapes, SwinConfig config, int stage, String name) {
    int width = config.width(stage);
    int offsets = 2 * config.window(stage) - 1; // of two tokens of a window, along one axis
    shapes
        .affine(name + ".attention_norm", width)
        .attention(name + ".attention", width)
        .put(
            name + ".attention.relative_position_bias_table",
            (long) offsets * offsets,
            config.heads().get(stage))
        .affine(name + ".mlp_norm", width)
        .mlp(name + ".mlp", width, config.mlpRatio() * width);
  }
}
