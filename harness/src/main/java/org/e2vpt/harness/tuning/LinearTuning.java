package org.e2vpt.harness.tuning;

/** Linear: only the head is trained. */
final class LinearTuning extends Tuning {

  LinearTuning(Declaration declaration) {
    super(declaration);
  }

  @Override
  public boolean frozenFeatures() {
    return true;
  }
}
