package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Kernels;

/**
 * A weight and a bias, as the layers of a transformer hold them.
 *
 * @param precision of products with the weight
 */
record Affine(NDArray weight, NDArray bias, Precision precision) {

  /**
   * What {@link #linear} reads, as a matrix: (…, in) to (M, in), since the engine adds the bias in
   * the product only of a matrix, else in a pass of its own. In bf16 it stays as it is.
   */
  NDArray rows(NDArray x) {
    return precision == Precision.BF16 ? x : x.reshape(-1, weight.getShape().get(1));
  }

  /** X Wᵀ + b: {@link #rows}, (M, in), to (M, out), W (out, in). */
  NDArray linear(NDArray rows) {
    return precision == Precision.BF16
        ? Kernels.linearBf16(rows, weight, bias)
        : Linear.linear(rows, weight, bias).singletonOrThrow();
  }

  /** As {@link #linear}, but in bf16 left in it, for the attention kernel. */
  NDArray rounded(NDArray rows) {
    return precision == Precision.BF16 ? Kernels.productBf16(rows, weight, bias) : linear(rows);
  }

  /** GELU of {@link #linear}, in the form in which {@link #linear} of the next layer reads it. */
  NDArray gelu(NDArray rows) {
    return precision == Precision.BF16
        ? Kernels.geluBf16(rows, weight, bias)
        : Activation.gelu(linear(rows));
  }

  /** Layer normalisation over the last axis. */
  NDArray layerNorm(NDArray x, float epsilon) {
    return LayerNorm.layerNorm(x, new Shape(weight.size()), weight, bias, epsilon)
        .singletonOrThrow();
  }

  /** Non-overlapping patches: (B, 3, H, W) to (B, out, H/p, W/p), W (out, 3, p, p). */
  NDArray patches(NDArray images) {
    long patch = weight.getShape().get(2);
    return Conv2d.conv2d(images, weight, bias, new Shape(patch, patch)).singletonOrThrow();
  }
}
