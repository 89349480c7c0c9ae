package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.e2vpt.harness.tensor.Execution;

/** The sizes of an encoder: all that is needed to make one of its weights. */
public sealed interface Model permits VitConfig, SwinConfig {

  /** What an encoder of these sizes is. */
  Architecture architecture();

  /**
   * The encoder over these arrays, which are used in place.
   *
   * @throws IllegalArgumentException naming the weight that is missing, unknown or misshapen
   */
  Backbone over(Map<String, NDArray> weights, Execution execution);

  /**
   * A model of this kind in other sizes. What the weights of its kind do not tell stays.
   *
   * @param sizes by the names of {@link org.e2vpt.harness.weights.Mapping#sizes}
   */
  Model resized(Map<String, Long> sizes);

  /** The encoder over these arrays, computed in the default way. */
  default Backbone over(Map<String, NDArray> weights) {
    return over(weights, Execution.DEFAULT);
  }
}
