package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;

/** The layers that a block of a ViT and one of a Swin have in common. */
record TransformerBlock(
    Affine attentionNorm,
    Affine query,
    Affine key,
    Affine value,
    Affine out,
    Affine mlpNorm,
    Affine fc1,
    Affine fc2) {

  /** The block whose weights' names begin with {@code name}. */
  static TransformerBlock of(Weights weights, String name) {
    return new TransformerBlock(
        weights.affine(name + ".attention_norm"),
        weights.affine(name + ".attention.query"),
        weights.affine(name + ".attention.key"),
        weights.affine(name + ".attention.value"),
        weights.affine(name + ".attention.out"),
        weights.affine(name + ".mlp_norm"),
        weights.affine(name + ".mlp.fc1"),
        weights.affine(name + ".mlp.fc2"));
  }

  /** (B, N, D) to (B, h, N, d). */
  static NDArray heads(NDArray tokens, int heads) {
    Shape shape = tokens.getShape();
    return tokens.reshape(shape.get(0), shape.get(1), heads, -1).transpose(0, 2, 1, 3);
  }

  /** softmax(scores) V, heads side by side, then a linear layer: (B, h, N, N') to (B, N, D). */
  NDArray context(NDArray scores, NDArray values, Shape tokens) {
    NDArray context = scores.softmax(-1).matMul(values).transpose(0, 2, 1, 3);
    return out.linear(context.reshape(tokens));
  }

  /** W₂ GELU(W₁ LN(x)): (B, N, D) to the same. */
  NDArray mlp(NDArray tokens, float epsilon, Hooks hooks) {
    NDArray hidden = Activation.gelu(fc1.linear(mlpNorm.layerNorm(tokens, epsilon)));
    return hooks.dropout(fc2.linear(hooks.dropout(hidden)));
  }
}
