package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;

/**
 * Full: every weight of the backbone is trained, with the dropout of its architecture (0.1 for the
 * supervised ViT).
 */
final class FullTuning extends Tuning {

  private final float dropout;

  FullTuning(Declaration declaration) {
    super(declaration);
    dropout = declaration.options().probability("dropout", 0.1);
    declaration.tune(name -> true);
  }

  @Override
  public NDArray dropout(NDArray activations) {
    return dropout(activations, dropout);
  }
}
