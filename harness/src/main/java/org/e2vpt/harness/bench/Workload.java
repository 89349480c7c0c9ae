package org.e2vpt.harness.bench;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Locale;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.ImageSet;
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
   * @throws IllegalArgumentException naming what is unknown: backbone, method or option; or what
   *     cannot be measured
   */
  public Workload {
    Architecture architecture = Pretrained.model(backbone).architecture();
    long bytes = (long) architecture.image() * architecture.image() * ImageSet.CHANNELS;
    long most = Integer.MAX_VALUE / bytes;
    if (batch < 1 || batch > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a batch of %s has 1 to %d images, got %d", backbone, most, batch));
    }
    if (options.containsKey("prune-from")) {
      throw new IllegalArgumentException(
          "option prune-from names a trial, but there are no trials here: omit it");
    }
    var unused = TuningMethods.get(method).count(architecture, 2, options);
  }
}
