package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.tensor.Tensors;

/**
 * A block of a {@link Swin}.
 *
 * @param biasTable of relative positions: (offsets, h)
 * @param shifted whether its windows are
 */
record SwinBlock(TransformerBlock layers, NDArray biasTable, SwinStage stage, boolean shifted) {

  /** (B, P+N, D) to the same. */
  NDArray forward(BlockTokens z, BlockHooks hooks) {
    NDArray attended = attention(z.map(layers::normal), hooks);
    NDArray mixed = z.tokens().add(hooks.dropPath(attended)); // Z' = Z + W-MSA(LN(Z))
    NDArray output = hooks.mlpOutput(layers.mlp(mixed, hooks));
    return mixed.add(hooks.dropPath(output)); // Z' + MLP(LN(Z'))
  }

  /**
   * Attention within windows, to which all prompts belong; what the windows make of a prompt is
   * averaged.
   */
  private NDArray attention(BlockTokens normal, BlockHooks hooks) {
    SwinWindows windows = stage.windows();
    boolean mixed = hooks.mixesImages();
    NDArray tokens = normal.tokens();
    int standing = windows.prompts(tokens);
    NDArray parts = windows.split(tokens, shifted, mixed); // (B·nW, P+w², D)
    NDArray queries =
        TransformerBlock.heads(layers.query(), parts, stage.heads(), false).mul(stage.scale());
    BlockTokens inWindows = new BlockTokens(parts, normal.prompts(), normal.zero(), normal.zeros());
    long images = tokens.getShape().get(0);
    UnaryOperator<NDArray> forEach = prompts -> windows.forEach(prompts, images, mixed);
    NDList ownKeys = TransformerBlock.heads(layers.key(), inWindows, stage.heads(), false, forEach);
    NDList ownValues =
        TransformerBlock.heads(layers.value(), inWindows, stage.heads(), false, forEach);
    NDArray keys = Tensors.concat(hooks.keys(ownKeys), 2);
    NDArray values = Tensors.concat(hooks.values(ownValues), 2);
    long columns = standing + normal.promptCount();
    long added = keys.getShape().get(2) - windows.size() - columns;
    SwinPadding padding =
        hooks.keysInFront()
            ? new SwinPadding(standing, columns + added, 0)
            : new SwinPadding(standing, columns, added);
    NDArray scores = queries.matMul(Tensors.permuted(keys, 0, 1, 3, 2)).add(bias(padding));
    NDArray weights = apart(scores, padding).softmax(-1);
    return windows.join(layers.joined(weights.matMul(values)), standing, shifted, mixed);
  }

  /** Of each pair of a window's tokens and prompts: (h, P+w², columns). */
  private NDArray bias(SwinPadding padding) {
    long size = stage.windows().size();
    NDArray pairs = biasTable.get(new NDIndex("{}", stage.pairs())); // (w²·w², h)
    return padding.of(Tensors.permuted(pairs.reshape(size, size, stage.heads()), 2, 0, 1));
  }

  /** Scores by which tokens from opposite ends of the image do not see each other. */
  private NDArray apart(NDArray scores, SwinPadding padding) {
    if (!shifted || !stage.windows().shifts()) {
      return scores;
    }
    NDArray mask = padding.of(stage.shiftMask()).expandDims(1).expandDims(0); // (1, nW, 1, …)
    Shape shape = scores.getShape();
    return scores
        .reshape(new Shape(-1, stage.windows().count()).addAll(shape.slice(1)))
        .add(mask)
        .reshape(shape);
  }
}
