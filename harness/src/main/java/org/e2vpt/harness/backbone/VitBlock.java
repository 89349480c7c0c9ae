package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Kernels;
import org.e2vpt.harness.tensor.Tensors;

/**
 * A block of a {@link Vit} (Eq. 2).
 *
 * @param heads h
 * @param scale 1/√d
 */
record VitBlock(TransformerBlock layers, int heads, NDArray scale, Execution execution) {

  /**
   * (B, N, D) to the same, or to (B, 1, D).
   *
   * @param z what enters: Z
   * @param classOnly whether nothing but the output of the class token is read
   */
  NDArray forward(BlockTokens z, boolean classOnly, BlockHooks hooks) {
    NDArray attended = attention(z.map(layers::normal), classOnly, hooks);
    NDArray mixed = read(z, classOnly).add(hooks.dropPath(attended)); // Z' = Z + MSA(LN(Z))
    NDArray output = hooks.mlpOutput(layers.mlp(mixed, hooks));
    return mixed.add(hooks.dropPath(output)); // Z' + MLP(LN(Z'))
  }

  /** The tokens whose outputs are read. */
  private static NDArray read(BlockTokens z, boolean classOnly) {
    return classOnly ? Tensors.slice(z.tokens(), 1, 0, 1) : z.tokens();
  }

  /** Multi-head self-attention with key-value prompts where the hooks put them (Eq. 4, 5). */
  private NDArray attention(BlockTokens normal, boolean classOnly, BlockHooks hooks) {
    NDArray read = read(normal, classOnly);
    boolean kernel =
        execution.shortcuts()
            && Kernels.attends(read.getShape().get(1), read.getManager().getDevice());
    NDArray queries = TransformerBlock.heads(layers.query(), read, heads, kernel);
    NDList keys = hooks.keys(heads(layers.key(), normal, kernel));
    NDList values = hooks.values(heads(layers.value(), normal, kernel));
    if (kernel) {
      return layers.joined(Kernels.attention(queries, keys, values, execution.precision()));
    }
    NDArray transposed = Tensors.concat(keys, 2).transpose(0, 1, 3, 2);
    NDArray scores = queries.matMul(transposed).mul(scale); // Q Kᵀ / √d
    return layers.joined(scores.softmax(-1).matMul(Tensors.concat(values, 2)));
  }

  private NDList heads(Affine projection, BlockTokens tokens, boolean rounded) {
    long images = tokens.tokens().getShape().get(0);
    return TransformerBlock.heads(
        projection, tokens, heads, rounded, prompts -> BlockTokens.forEach(prompts, images));
  }
}
