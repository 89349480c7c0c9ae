package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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

  private record Block(TransformerBlock layers, NDArray biasTable) {}

  private record Merging(Affine norm, NDArray reduction) {}

  /** What all blocks of a stage have in common; none of it is trained. */
  private record Stage(SwinWindows windows, NDArray scale, NDArray pairs, NDArray shiftMask) {}

  private final SwinConfig config;
  private final Architecture architecture;
  private final Execution execution;
  private final Weights weights;
  private final List<Stage> stages;
  private final List<List<Block>> blocks;
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
      @Nullable List<Stage> stages) {
    this.config = config;
    this.architecture = architecture;
    this.execution = execution;
    this.weights = new Weights(architecture, arrays, execution.precision());
    this.stages = stages == null ? stages(weights.get("norm.weight").getManager()) : stages;
    this.blocks =
        IntStream.range(0, config.stages())
            .mapToObj(
                stage ->
                    IntStream.range(0, config.depths().get(stage))
                        .mapToObj(block -> block(blockName(stage, block)))
                        .toList())
            .toList();
    this.mergings =
        IntStream.range(0, config.stages() - 1)
            .mapToObj(stage -> "stages." + stage + ".merging.")
            .map(
                name ->
                    new Merging(
                        weights.affine(name + "norm"), weights.get(name + "reduction.weight")))
            .toList();
  }

  private List<Stage> stages(NDManager manager) {
    return IntStream.range(0, config.stages())
        .mapToObj(
            stage -> {
              SwinWindows windows = new SwinWindows(config.resolution(stage), config.window(stage));
              double headWidth = architecture.stages().get(stage).headWidth();
              return new Stage(
                  windows,
                  Tensors.scalar(manager, 1 / Math.sqrt(headWidth)),
                  manager.create(windows.pairs()),
                  manager.create(windows.shiftMask(), windows.shiftMaskShape()));
            })
        .toList();
  }

  private Block block(String name) {
    return new Block(
        TransformerBlock.of(weights, name),
        weights.get(name + ".attention.relative_position_bias_table"));
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

  /**
   * Whether what a block makes of the prompts that enter it is read: by the mean behind the last
   * block, or by blocks without prompts of their own. A merging's are those of the block behind it.
   */
  private boolean readsPrompts(int index, Hooks hooks) {
    return !execution.shortcuts() || !hooks.enter(index + 1);
  }

  private BlockTokens prompted(int stage, int index, NDArray tokens, Hooks hooks) {
    NDArray prompts = hooks.prompts(index, tokens.getShape().get(0));
    int stale = stages.get(stage).windows.prompts(tokens);
    int zeros = hooks.zeroPrompts(index);
    return BlockTokens.of(tokens, 0, stale, prompts, zeros, readsPrompts(index, hooks));
  }

  /** (B, P+N, D) to the same; P prompts before the patches, if anybody reads their outputs. */
  private NDArray block(int index, NDArray entering, Hooks hooks) {
    int stage = architecture.stageOf(index);
    int inStage = index - architecture.firstBlock(stage);
    TransformerBlock layers = blocks.get(stage).get(inStage).layers;
    BlockTokens tokens = prompted(stage, index, entering, hooks);
    BlockTokens normal = tokens.map(some -> layers.attentionNorm().layerNorm(some, EPSILON));
    NDArray attended = attention(stage, inStage, index, normal, hooks);
    NDArray mixed = tokens.tokens().add(hooks.dropPath(index, attended));
    NDArray output = hooks.mlpOutput(index, layers.mlp(mixed, EPSILON, hooks));
    return mixed.add(hooks.dropPath(index, output));
  }

  /**
   * Attention within windows, to which all prompts belong; what the windows make of a prompt is
   * averaged. Every other block shifts its windows.
   */
  private NDArray attention(int stage, int inStage, int index, BlockTokens all, Hooks hooks) {
    Block block = blocks.get(stage).get(inStage);
    TransformerBlock layers = block.layers;
    Stage shared = stages.get(stage);
    SwinWindows windows = shared.windows;
    boolean shifted = inStage % 2 == 1;
    boolean mixed = hooks.mixesImages();
    NDArray tokens = all.tokens();
    int standing = windows.prompts(tokens);
    int heads = architecture.stages().get(stage).heads();
    NDArray parts = windows.split(tokens, shifted, mixed); // (B·nW, P+w², D)
    NDArray queries = TransformerBlock.heads(layers.query().linear(parts), heads).mul(shared.scale);
    BlockTokens inWindows = new BlockTokens(parts, all.prompts(), all.zero(), all.zeros());
    long images = tokens.getShape().get(0);
    UnaryOperator<NDArray> forEach = prompts -> windows.forEach(prompts, images, mixed);
    NDList ownKeys = TransformerBlock.heads(layers.key(), inWindows, heads, forEach);
    NDList ownValues = TransformerBlock.heads(layers.value(), inWindows, heads, forEach);
    NDArray keys = TransformerBlock.rows(hooks.keys(index, ownKeys));
    NDArray values = TransformerBlock.rows(hooks.values(index, ownValues));
    long columns = standing + all.promptCount();
    long added = keys.getShape().get(2) - windows.size() - columns;
    SwinPadding padding =
        hooks.keysInFront()
            ? new SwinPadding(standing, columns + added, 0)
            : new SwinPadding(standing, columns, added);
    NDArray pairs = block.biasTable.get(new NDIndex("{}", shared.pairs)); // (w²·w², h)
    long size = windows.size();
    NDArray bias = padding.of(pairs.reshape(size, size, heads).transpose(2, 0, 1));
    NDArray scores = queries.matMul(keys.transpose(0, 1, 3, 2)).add(bias);
    if (shifted && windows.shifts()) {
      NDArray mask = padding.of(shared.shiftMask).expandDims(1).expandDims(0); // (1, nW, 1, …)
      Shape shape = scores.getShape();
      scores =
          scores
              .reshape(new Shape(-1, windows.count()).addAll(shape.slice(1)))
              .add(mask)
              .reshape(shape);
    }
    NDArray context = layers.joined(scores.softmax(-1).matMul(values));
    return windows.join(context, standing, shifted, mixed);
  }

  /** Four neighbours become one token of twice the width: (B, P+N, D) to (B, P+N/4, 2D). */
  private NDArray merged(int stage, NDArray tokens) {
    Merging merging = mergings.get(stage);
    NDArray four = stages.get(stage).windows.fourTogether(tokens);
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
