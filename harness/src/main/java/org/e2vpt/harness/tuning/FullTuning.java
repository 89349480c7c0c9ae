package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.backbone.Backbone;

/**
 * Full: every weight of the backbone is trained, with the dropout of its architecture (0.1 for the
 * supervised ViT).
 */
final class FullTuning extends Tuning {

  private final float dropout;

  FullTuning(Adaptation adaptation) {
    super(adaptation, trainableCopy(adaptation));
    dropout = adaptation.options().probability("dropout", 0.1);
  }

  /** The frozen backbone is shared by the trials of a worker, so it is never trained itself. */
  private static Backbone trainableCopy(Adaptation adaptation) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    adaptation
        .backbone()
        .weights()
        .forEach(
            (name, weight) -> {
              NDArray copy = weight.duplicate();
              copy.attach(adaptation.manager());
              copy.setRequiresGradient(true);
              copies.put(name, copy);
            });
    return adaptation.backbone().withWeights(copies);
  }

  @Override
  protected Map<String, NDArray> parameters() {
    Map<String, NDArray> parameters = new LinkedHashMap<>();
    backbone().weights().forEach((name, weight) -> parameters.put("backbone." + name, weight));
    return parameters;
  }

  @Override
  public NDArray dropout(NDArray activations) {
    return dropout(activations, dropout);
  }

  @Override
  public long total() {
    return tuned();
  }
}
