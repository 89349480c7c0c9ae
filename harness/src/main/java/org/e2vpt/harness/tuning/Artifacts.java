package org.e2vpt.harness.tuning;

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
}
