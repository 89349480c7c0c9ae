package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The classification head: one linear layer, weight normal with deviation √(2/C), bias −log 99, so
 * that every class starts at a probability of 1 % under a sigmoid.
 */
public final class Head {

  /** Name of the bias that no optimiser decays. */
  public static final String BIAS = "head.bias";

  private static final String WEIGHT = "head.weight";

  private final NDArray weight;
  private final NDArray bias;

  Head(Adaptation adaptation) {
    int classes = adaptation.classes();
    int features = adaptation.backbone().featureWidth();
    float[] biases = new float[classes];
    Arrays.fill(biases, (float) -Math.log(99));
    weight =
        adaptation.trainable(
            adaptation.initial().normal(WEIGHT, classes * features, Math.sqrt(2.0 / classes)),
            new Shape(classes, features));
    bias = adaptation.trainable(biases, new Shape(classes));
  }

  /** (B, features) to (B, C). */
  NDArray logits(NDArray features) {
    return Linear.linear(features, weight, bias).singletonOrThrow();
  }

  Map<String, NDArray> trainable() {
    Map<String, NDArray> trainable = new LinkedHashMap<>();
    trainable.put(WEIGHT, weight);
    trainable.put(BIAS, bias);
    return trainable;
  }
}
