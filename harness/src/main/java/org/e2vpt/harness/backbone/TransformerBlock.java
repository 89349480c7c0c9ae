package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.tensor.Tensors;

/**
 * The layers that a block of a ViT and one of a Swin have in common.
 *
 * @param epsilon of both norms
 */
record TransformerBlock(
    Affine attentionNorm,
    Affine query,
    Affine key,
    Affine value,
    Affine out,
    Affine mlpNorm,
    Affine fc1,
    Affine fc2,
    float epsilon) {

  /** The block whose weights' names begin with {@code name}. */
  static TransformerBlock of(Weights weights, String name, float epsilon) {
    return new TransformerBlock(
        weights.affine(name + ".attention_norm"),
        weights.affine(name + ".attention.query"),
        weights.affine(name + ".attention.key"),
        weights.affine(name + ".attention.value"),
        weights.affine(name + ".attention.out"),
        weights.affine(name + ".mlp_norm"),
        weights.affine(name + ".mlp.fc1"),
        weights.affine(name + ".mlp.fc2"),
        epsilon);
  }

  /** LN(Z), which attention reads. */
  NDArray normal(NDArray tokens) {
    return attentionNorm.layerNorm(tokens, epsilon);
  }

  /**
   * Queries, keys or values: (B, N, D) to (B, h, N, d).
   *
   * @param rounded whether they may stay as the product rounds them
   */
  static NDArray heads(Affine projection, NDArray tokens, int heads, boolean rounded) {
    Shape shape = tokens.getShape();
    NDArray rows = projection.rows(tokens);
    NDArray projected = rounded ? projection.rounded(rows) : projection.linear(rows);
    return Tensors.permuted(projected.reshape(shape.get(0), shape.get(1), heads, -1), 0, 2, 1, 3);
  }

  /**
   * Keys or values of tokens, (B, h, N, d), behind those of prompts that are not among them, (B, h,
   * P, d): in parts, so that they are joined once with what hooks add.
   *
   * @param forEach from what images have to what each of B has: (b, h, P, d) to (B, h, P, d)
   */
  static NDList heads(
      Affine projection,
      BlockTokens all,
      int heads,
      boolean rounded,
      UnaryOperator<NDArray> forEach) {
    NDList parts = new NDList(heads(projection, all.tokens(), heads, rounded));
    NDArray prompts = all.prompts();
    if (prompts != null) {
      parts.add(0, forEach.apply(heads(projection, prompts, heads, rounded)));
    }
    NDArray zero = all.zero();
    if (zero != null) {
      Shape own = parts.get(0).getShape();
      NDArray one = heads(projection, zero, heads, rounded); // (1, h, 1, d)
      parts.add(0, one.broadcast(own.get(0), own.get(1), all.zeros(), own.get(3)));
    }
    return parts;
  }

  /** Heads side by side, then a linear layer: (B, h, N, d) to (B, N, D). */
  NDArray joined(NDArray context) {
    Shape shape = context.getShape();
    NDArray tokens = Tensors.permuted(context, 0, 2, 1, 3).reshape(shape.get(0), shape.get(2), -1);
    return out.linear(out.rows(tokens)).reshape(shape.get(0), shape.get(2), -1);
  }

  /** W₂ GELU(W₁ LN(x)): (B, N, D) to the same. */
  NDArray mlp(NDArray tokens, BlockHooks hooks) {
    NDArray hidden = fc1.gelu(fc1.rows(mlpNorm.layerNorm(tokens, epsilon)));
    return hooks.dropout(fc2.linear(hooks.dropout(hidden))).reshape(tokens.getShape());
  }
}
