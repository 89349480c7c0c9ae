package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import org.e2vpt.harness.backbone.Architecture;

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
  public NDArray dropout(NDArray activations) {
    return dropout(activations, dropout);
  }

  /** Leaves out an image's share at a rate that rises from 0 at the first block to the last. */
  @Override
  public NDArray dropPath(int block, NDArray residual) {
    float rate = depth == 1 ? dropPath : dropPath * block / (depth - 1);
    if (rate == 0) {
      return residual;
    }
    NDArray ones = residual.getManager().ones(new Shape(residual.getShape().get(0), 1, 1));
    return residual.mul(dropout(ones, rate));
  }
}
