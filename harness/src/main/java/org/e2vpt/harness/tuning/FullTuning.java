package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.BlockHooks;
import org.jspecify.annotations.Nullable;

/**
 * Full: every weight of the backbone is trained, with the dropout and the drop path (stochastic
 * depth, Huang et al., 2016) of its architecture.
 */
final class FullTuning extends Tuning {

  private final float dropout;
  private final float dropPath;
  private final int depth;

  FullTuning(Declaration declaration, FullOptions options) {
    super(declaration);
    Architecture architecture = declaration.architecture();
    dropout = given(options.dropout(), architecture.dropout());
    dropPath = given(options.dropPath(), architecture.dropPath());
    depth = architecture.depth();
    declaration.tune(name -> true);
  }

  private static float given(@Nullable Float rate, double pretrained) {
    return rate == null ? (float) pretrained : rate;
  }

  @Override
  public NDArray embedded(NDArray tokens) {
    return dropout(tokens, dropout);
  }

  @Override
  public BlockHooks block(int index) {
    float rate = depth == 1 ? dropPath : dropPath * index / (depth - 1);
    return new BlockHooks() {

      @Override
      public NDArray dropout(NDArray activations) {
        return FullTuning.this.dropout(activations, dropout);
      }

      /** Leaves out an image's share at a rate that rises from 0 at the first block to the last. */
      @Override
      public NDArray dropPath(NDArray residual) {
        if (rate == 0) {
          return residual;
        }
        NDArray ones = residual.getManager().ones(new Shape(residual.getShape().get(0), 1, 1));
        return residual.mul(FullTuning.this.dropout(ones, rate));
      }
    };
  }
}
