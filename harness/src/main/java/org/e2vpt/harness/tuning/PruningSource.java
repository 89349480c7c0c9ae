package org.e2vpt.harness.tuning;

import ai.djl.ndarray.types.Shape;
import com.google.common.base.Suppliers;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tuning.E2vptOptions.Rewinding;

/**
 * What an unpruned trial left, of which a trial that prunes makes its start (§3.3): importance
 * scores, and the initial values of the prompts, to which those that are left are rewound. It is
 * read when tensors are built.
 */
final class PruningSource {

  private final PrunedPrompts prompts;
  private final boolean rewinds;
  private final Supplier<Map<String, HostTensor>> artifact;
  private final Supplier<Pruning> pruning;

  /** Of a trial with these options; one that does not prune has no source, and starts afresh. */
  PruningSource(Declaration declaration, E2vptOptions options, PrunedPrompts prompts) {
    this.prompts = prompts;
    this.rewinds = options.prunes() && options.rewinding() == Rewinding.INITIAL;
    this.artifact =
        Suppliers.memoize(() -> declaration.artifact(Objects.requireNonNull(options.pruneFrom())));
    this.pruning =
        Suppliers.memoize(
            () ->
                Pruning.of(
                    ImportanceScores.of(artifact.get()).require(prompts.ofSegments()),
                    options.pruneTokens(),
                    options.pruneSegments(),
                    options.cascade()));
  }

  /** Where prompts start of which none is removed: as they did, or as if they were fresh. */
  Start whole(Shape shape, Start fresh) {
    return rewinds ? (random, name, count) -> initial(name, shape) : fresh;
  }

  /** Where the visual prompts start that removing others left. */
  Start left(Start fresh) {
    return rewinds
        ? (random, name, count) -> {
          float[] all = initial(name, prompts.values());
          return pruning.get().keep(all, prompts.blocks(), prompts.width());
        }
        : fresh;
  }

  private float[] initial(String name, Shape shape) {
    HostTensor tensor = Artifacts.require(artifact.get(), name);
    Artifacts.requireShape(name, tensor, shape);
    return tensor.floats();
  }

  /** A mask that pruning gives. */
  Start mask(Function<Pruning, float[]> values) {
    return (random, name, count) -> values.apply(pruning.get());
  }
}
