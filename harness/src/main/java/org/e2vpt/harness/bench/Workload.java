package org.e2vpt.harness.bench;

import com.google.common.collect.ImmutableSortedMap;
import org.e2vpt.harness.backbone.Architectures;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * What is measured: steps of one method on random weights and random images.
 *
 * @param method id of the tuning method
 * @param options the method's own
 * @param backbone id of an architecture
 * @param mode what a step is
 * @param batch images of a step
 * @param execution in which precision, and with which shortcuts
 */
public record Workload(
    String method,
    ImmutableSortedMap<String, String> options,
    String backbone,
    Mode mode,
    int batch,
    Execution execution) {

  /** What is timed. */
  public enum Mode {
    /** Forward, backward and the optimiser's update, with dropout. */
    TRAIN,
    /** Logits and their accuracy, without gradients. */
    EVAL
  }

  /**
   * @throws IllegalArgumentException naming what is unknown: backbone, method or option
   */
  public Workload {
    if (batch < 1) {
      throw new IllegalArgumentException("a batch has at least 1 image, got " + batch);
    }
    var unused =
        TuningMethods.count(method, Architectures.model(backbone).architecture(), 2, options);
  }
}
