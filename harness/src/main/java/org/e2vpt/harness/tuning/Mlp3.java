package org.e2vpt.harness.tuning;

/** MLP-3: only the head is trained, which has two hidden layers as wide as a feature. */
final class Mlp3 extends Tuning {

  private static final int HIDDEN_LAYERS = 2;

  Mlp3(Declaration declaration, Mlp3Options options) {
    super(declaration, Head.mlp(declaration, HIDDEN_LAYERS, options.headDropout()));
  }

  @Override
  public boolean frozenFeatures() {
    return true;
  }
}
