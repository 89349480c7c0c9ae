package org.e2vpt.harness.tuning;

import com.google.common.collect.ImmutableSet;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Flops;

/**
 * The options of a method: a record whose components are marked by {@link Option}, with their
 * defaults, which are the paper's. What of a method depends on its options is asked here.
 */
public interface MethodOptions {

  /** P, the visual prompts that stand in a block; 0 for a method without. */
  default int visualPrompts() {
    return 0;
  }

  /**
   * Operations of a network that is trained beside the encoder, of which {@link Flops#embedding} is
   * the first layer's; none for a method without. Heads are not counted.
   */
  default Flops sideFlops(Architecture architecture) {
    return Flops.NONE;
  }

  /** Ids in the lock of published files that its trials read beside a backbone's. */
  default ImmutableSet<String> files() {
    return ImmutableSet.of();
  }

  /** Whether a trial leaves importance scores, which a later one prunes by. */
  default boolean leavesScores() {
    return false;
  }

  /** Whether these scores depend on how large batches are: then none is computed in parts. */
  default boolean scoresWholeBatches() {
    return false;
  }
}
