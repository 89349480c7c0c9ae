package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Scopes;
import org.e2vpt.harness.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * The Swin Transformer of Liu et al. (2021): stages of blocks that attend within windows, with a
 * table of relative position biases in each; between two stages, four tokens are merged to one. The
 * feature is the mean over all final tokens, visual prompts among them.
 *
 * <pre>
 * Z' = Z + W-MSA(LN(Z)),  softmax(Q Kᵀ / √d + bias) V in windows of w×w tokens, shifted by ⌊w/2⌋
 *                         in every other block
 * Z  = Z' + MLP(LN(Z'))
 * </pre>
 */
public final class Swin implements Backbone {

  private static final float EPSILON = 1e-5f;
  private static final double DROP_PATH = 0.5;

  private record Merging(Affine norm, NDArray reduction) {}

  private final SwinConfig config;
  private final Architecture architecture;
  private final Execution execution;
  private final Weights weights;
  private final List<SwinStage> stages;
  private final List<SwinBlock> blocks;
  private final List<Merging> mergings;

  /**
   * A model over these arrays, which are used in place.
   *
   * @throws IllegalArgumentException naming the weight that is missing, unknown or misshapen
   */
  public Swin(SwinConfig config, Map<String, NDArray> weights, Execution execution) {
    this(config, architecture(config), execution, weights, null);
  }

  private Swin(
      SwinConfig config,
      Architecture architecture,
      Execution execution,
      Map<String, NDArray> arrays,
      @Nullable List<SwinStage> stages) {
    this.config = config;
    this.architecture = architecture;
    this.execution = execution;
    this.weights = new Weights(architecture, arrays, execution.precision());
    this.stages = stages == null ? stages(weights.get("norm.weight").getManager()) : stages;
    this.blocks = IntStream.range(0, architecture.depth()).mapToObj(this::block).toList();
    this.mergings =
        IntStream.range(0, config.stages() - 1)
            .mapToObj(stage -> "stages." + stage + ".merging.")
            .map(
                name ->
                    new Merging(
                        weights.affine(name + "norm"), weights.get(name + "reduction.weight")))
            .toList();
  }

  private List<SwinStage> stages(NDManager manager) {
    return IntStream.range(0, config.stages())
        .mapToObj(
            stage -> {
              SwinWindows windows = new SwinWindows(config.resolution(stage), config.window(stage));
              Architecture.Stage sizes = architecture.stages().get(stage);
              return new SwinStage(
                  windows,
                  sizes.heads(),
                  Tensors.scalar(manager, 1 / Math.sqrt((double) sizes.headWidth())),
                  manager.create(windows.pairs()),
                  manager.create(windows.shiftMask(), windows.shiftMaskShape()));
            })
        .toList();
  }

  /** Every other block of a stage shifts its windows. */
  private SwinBlock block(int index) {
    int stage = architecture.stageOf(index);
    int inStage = index - architecture.firstBlock(stage);
    String name = blockName(stage, inStage);
    return new SwinBlock(
        TransformerBlock.of(weights, name, EPSILON),
        weights.get(name + ".attention.relative_position_bias_table"),
        stages.get(stage),
        inStage % 2 == 1);
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public Map<String, NDArray> weights() {
    return weights.all();
  }

  @Override
  public Backbone withWeights(Map<String, NDArray> other) {
    return new Swin(config, architecture, execution, other, stages);
  }

  @Override
  public NDArray embed(NDArray images) {
    NDArray grid = weights.affine("patches").patches(images);
    NDArray patches = grid.reshape(grid.getShape().get(0), config.width(), -1).transpose(0, 2, 1);
    return weights.affine("patch_norm").layerNorm(patches, EPSILON);
  }

  @Override
  public NDArray beforeLastBlock(NDArray embedded, Hooks hooks) {
    NDArray tokens = embedded;
    int last = architecture.depth() - 1;
    for (int i = 0; i <= last; i++) {
      int index = i;
      int stage = architecture.stageOf(index);
      if (index == architecture.firstBlock(stage) && stage > 0) {
        tokens = Scopes.through(tokens, four -> merged(stage - 1, four));
      }
      if (index < last) {
        tokens = Scopes.through(tokens, entering -> block(index, entering, hooks));
      }
    }
    return tokens;
  }

  @Override
  public NDArray lastBlock(NDArray tokens, Hooks hooks) {
    NDArray read = block(architecture.depth() - 1, tokens, hooks);
    return weights.affine("norm").layerNorm(read, EPSILON).mean(new int[] {1});
  }

  /** (B, P+N, D) to the same; P prompts before the patches, if anybody reads their outputs. */
  private NDArray block(int index, NDArray tokens, Hooks hooks) {
    SwinBlock block = blocks.get(index);
    BlockHooks own = hooks.block(index);
    int stale = block.stage().windows().prompts(tokens);
    return block.forward(BlockTokens.of(tokens, 0, stale, own, readsPrompts(index, hooks)), own);
  }

  /**
   * Whether what a block makes of the prompts that enter it is read: by the mean behind the last
   * block, or by blocks without prompts of their own. A merging's are those of the block behind it.
   */
  private boolean readsPrompts(int index, Hooks hooks) {
    boolean last = index == blocks.size() - 1;
    return !execution.shortcuts() || last || !hooks.block(index + 1).enter();
  }

  /** Four neighbours become one token of twice the width: (B, P+N, D) to (B, P+N/4, 2D). */
  private NDArray merged(int stage, NDArray tokens) {
    Merging merging = mergings.get(stage);
    NDArray four = stages.get(stage).windows().fourTogether(tokens);
    return Linear.linear(merging.norm.layerNorm(four, EPSILON), merging.reduction, null)
        .singletonOrThrow();
  }

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
        0,
        config.width(last),
        true,
        weights,
        weights.keySet().stream()
            .filter(name -> name.startsWith(lastBlock + ".") || name.startsWith("norm."))
            .collect(ImmutableSet.toImmutableSet()),
        ImmutableSet.of(),
        0,
        DROP_PATH);
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
