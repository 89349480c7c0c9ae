package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
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
 * The Vision Transformer of Dosovitskiy et al. (2021) as the paper uses it (Eq. 1, 2): a class
 * token, learned positions, pre-norm blocks, exact GELU, and the final class token as the feature.
 *
 * <pre>
 * Z⁰ = [cls, patches(I)] + positions
 * Z' = Z + MSA(LN(Z)),  MSA = softmax(Q Kᵀ / √d) V, heads side by side, then a linear layer
 * Z  = Z' + MLP(LN(Z')), MLP = W₂ GELU(W₁ ·)
 * feature = LN(Zᴸ)[cls]
 * </pre>
 *
 * Those of MAE and MoCo v3 are the same but for what {@link Pretraining} says, and for the last
 * line: MAE's feature is LN of the mean over the other tokens. Partial-1 leaves MoCo's norm as it
 * is: so does the released code, by a test that never matches.
 */
public final class Vit implements Backbone {

  private static final float EPSILON = 1e-6f;

  private final VitConfig config;
  private final Architecture architecture;
  private final Execution execution;
  private final Weights weights;
  private final Affine patches;
  private final NDArray cls;
  private final NDArray positions;
  private final List<VitBlock> blocks;
  private final Affine norm;
  private final NDArray scale; // 1/√d, a tensor: see Tensors.scalar

  /** A model over these arrays, computed in the default way. */
  public Vit(VitConfig config, Map<String, NDArray> weights) {
    this(config, weights, Execution.DEFAULT);
  }

  /**
   * A model over these arrays, which are used in place.
   *
   * @throws IllegalArgumentException naming the weight that is missing, unknown or misshapen
   */
  public Vit(VitConfig config, Map<String, NDArray> weights, Execution execution) {
    this(config, architecture(config), execution, weights, null);
  }

  private Vit(
      VitConfig config,
      Architecture architecture,
      Execution execution,
      Map<String, NDArray> arrays,
      @Nullable NDArray scale) {
    this.config = config;
    this.architecture = architecture;
    this.execution = execution;
    this.weights = new Weights(architecture, arrays, execution.precision());
    this.patches = weights.affine("patches");
    this.cls = weights.get("cls");
    this.positions = weights.get("positions");
    this.norm = weights.affine("norm");
    double headWidth = config.width() / (double) config.heads();
    this.scale = scale == null ? Tensors.scalar(cls.getManager(), 1 / Math.sqrt(headWidth)) : scale;
    this.blocks =
        IntStream.range(0, config.depth())
            .mapToObj(block -> TransformerBlock.of(weights, "blocks." + block, EPSILON))
            .map(layers -> new VitBlock(layers, config.heads(), this.scale, execution))
            .toList();
  }

  /** What a ViT of these sizes is; its weights' names and shapes are {@link #shapes}. */
  public static Architecture architecture(VitConfig config) {
    ImmutableMap<String, Shape> weights = shapes(config);
    String lastBlock = "blocks." + (config.depth() - 1) + ".";
    Pretraining pretraining = config.pretraining();
    boolean moco = pretraining == Pretraining.MOCO;
    return new Architecture(
        config.image(),
        config.patch(),
        ImmutableList.of(new Architecture.Stage(config.depth(), config.width(), config.heads())),
        1,
        config.width(),
        pretraining == Pretraining.MAE,
        weights,
        weights.keySet().stream()
            .filter(name -> name.startsWith(lastBlock) || (name.startsWith("norm.") && !moco))
            .collect(ImmutableSet.toImmutableSet()),
        moco ? ImmutableSet.of("positions") : ImmutableSet.of(),
        pretraining.dropout(),
        pretraining.dropPath());
  }

  /**
   * Names and shapes of all weights, in the order of the forward pass. Linear weights are (out,
   * in).
   */
  public static ImmutableMap<String, Shape> shapes(VitConfig config) {
    int width = config.width();
    WeightShapes shapes =
        new WeightShapes()
            .affine("patches", width, 3, config.patch(), config.patch())
            .put("cls", 1, 1, width)
            .put("positions", 1, config.tokens(), width);
    for (int block = 0; block < config.depth(); block++) {
      String name = "blocks." + block + ".";
      shapes
          .affine(name + "attention_norm", width)
          .attention(name + "attention", width)
          .affine(name + "mlp_norm", width)
          .mlp(name + "mlp", width, config.mlp());
    }
    return shapes.affine("norm", width).all();
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  /** (B, 3, H, W) to (B, 1 + patches, D). */
  @Override
  public NDArray embed(NDArray images) {
    long batch = images.getShape().get(0);
    NDArray grid = patches.patches(images);
    NDArray patchTokens = grid.reshape(batch, config.width(), -1).transpose(0, 2, 1);
    NDArray clsTokens = cls.broadcast(batch, 1, config.width());
    return clsTokens.concat(patchTokens, 1).add(positions);
  }

  @Override
  public NDArray beforeLastBlock(NDArray embedded, Hooks hooks) {
    NDArray tokens = hooks.embedded(embedded);
    for (int i = 0; !isLast(i); i++) {
      int index = i;
      tokens = Scopes.through(tokens, entering -> block(index, entering, hooks));
    }
    return tokens;
  }

  @Override
  public NDArray lastBlock(NDArray tokens, Hooks hooks) {
    return norm.layerNorm(pooled(block(blocks.size() - 1, tokens, hooks)), EPSILON);
  }

  /** What the final norm reads: (B, N, D) to (B, D). */
  private NDArray pooled(NDArray tokens) {
    return poolsAll()
        ? Tensors.slice(tokens, 1, 1, Tensors.END).mean(new int[] {1})
        : tokens.get(new NDIndex(":, 0"));
  }

  /** Whether the feature is made of patches and prompts, instead of the class token. */
  private boolean poolsAll() {
    return architecture.poolsAll();
  }

  private boolean isLast(int index) {
    return index == blocks.size() - 1;
  }

  /** Visual prompts stand behind the class token (Eq. 3). */
  private NDArray block(int index, NDArray tokens, Hooks hooks) {
    BlockHooks own = hooks.block(index);
    long stale = tokens.getShape().get(1) - config.tokens();
    BlockTokens prompted = BlockTokens.of(tokens, 1, stale, own, readsPrompts(index, hooks));
    boolean readsClassOnly = execution.shortcuts() && isLast(index) && !poolsAll();
    return blocks.get(index).forward(prompted, readsClassOnly, own);
  }

  /** Whether what a block makes of the prompts that enter it is read. */
  private boolean readsPrompts(int index, Hooks hooks) {
    return !execution.shortcuts() || (isLast(index) ? poolsAll() : !hooks.block(index + 1).enter());
  }

  @Override
  public Map<String, NDArray> weights() {
    return weights.all();
  }

  @Override
  public Backbone withWeights(Map<String, NDArray> other) {
    return new Vit(config, architecture, execution, other, scale);
  }
}
