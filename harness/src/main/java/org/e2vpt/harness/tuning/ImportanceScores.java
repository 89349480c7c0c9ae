package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tuning.E2vptOptions.Importance;

/**
 * Importance scores of visual prompts: how the loss depends on the mask of a token or of a segment.
 *
 * @param tokens (l, P)
 * @param segments (l, P, R)
 */
record ImportanceScores(HostTensor tokens, HostTensor segments) {

  private static final String TOKENS = "importance.tokens";
  private static final String SEGMENTS = "importance.segments";

  static ImportanceScores of(Map<String, HostTensor> artifact) {
    return new ImportanceScores(
        Artifacts.require(artifact, TOKENS), Artifacts.require(artifact, SEGMENTS));
  }

  /** Refuses scores that were measured under other options. */
  ImportanceScores require(Shape ofSegments) {
    Artifacts.requireShape("segments' importance", segments, ofSegments);
    return this;
  }

  Map<String, HostTensor> named() {
    return Map.of(TOKENS, tokens, SEGMENTS, segments);
  }

  /** The mean over a data set of ∂L(x)/∂ρ for each image x, in magnitude or with its sign. */
  static final class Mean {
    private final Shape shape;
    private final Importance kind;
    private final double[] sums;
    private double weights;

    Mean(Shape shape, Importance kind) {
      this.shape = shape;
      this.kind = kind;
      this.sums = new double[Math.toIntExact(shape.size())];
    }

    /** Adds a batch: (B, …), one gradient an image. */
    void add(NDArray gradients) {
      long images = gradients.getShape().get(0);
      int[] batch = {0};
      switch (kind) {
        case ABSOLUTE -> add(gradients.abs().sum(batch), (double) images);
        case SIGNED -> add(gradients.mean(batch), 1);
      }
    }

    private void add(NDArray sum, double weight) {
      float[] values = sum.toFloatArray();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += values[i];
      }
      weights += weight;
    }

    HostTensor get() {
      float[] means = new float[sums.length];
      for (int i = 0; i < sums.length; i++) {
        means[i] = (float) (sums[i] / weights);
      }
      return HostTensor.of(means, shape.getShape());
    }
  }
}
