package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.BlockHooks;

/**
 * Full: every weight of the backbone is trained, with the dropout and the drop path (stochastic
 * depth, Huang et al., 2016) of its architecture.
 */
final class FullTuning extends Tuning {

  private final float dropout;
  private final float dropPath;
  private final int depth;

  FullTuning(Declaration declaration) {
    super(declaration);
    Architecture architecture = declaration.architecture();
    dropout = declaration.options().probability("dropout", architecture.dropout());
    dropPath = declaration.options().probability("drop-path", architecture.dropPath());
    depth = architecture.depth();
    declaration.tune(name -> true);
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
