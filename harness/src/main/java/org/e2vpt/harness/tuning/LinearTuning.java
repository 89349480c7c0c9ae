package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** Linear: only the head is trained. */
final class LinearTuning extends Tuning {

  LinearTuning(Adaptation adaptation) {
    super(adaptation, adaptation.backbone());
  }

  @Override
  protected Map<String, NDArray> parameters() {
    return Map.of();
  }

  @Override
  public boolean frozenFeatures() {
    return true;
  }
}
