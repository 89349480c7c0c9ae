package org.e2vpt.harness.tuning;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;

/** What one trial leaves for another. */
final class Artifacts {

  private Artifacts() {}

  /** The tensor of that name; an error says which names there are. */
  static HostTensor require(Map<String, HostTensor> tensors, String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "the earlier trial left no tensor %s, only %s".formatted(name, tensors.keySet()));
    }
    return tensor;
  }

  /** Refuses a tensor that was stored under other options than this trial's. */
  static void requireShape(String name, HostTensor tensor, Shape shape) {
    if (!Arrays.equals(tensor.shape(), shape.getShape())) {
      throw new IllegalArgumentException(
          ("the earlier trial left %s of shape %s, this trial's options need %s; both trials must"
                  + " have the same options but those of pruning")
              .formatted(name, new Shape(tensor.shape()), shape));
    }
  }
}
