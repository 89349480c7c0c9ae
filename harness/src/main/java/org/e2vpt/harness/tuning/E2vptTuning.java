package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.BlockHooks;
import org.e2vpt.harness.backbone.BlockSizes;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tuning.E2vptOptions.KvPlace;
import org.e2vpt.harness.tuning.E2vptOptions.SwinBias;
import org.jspecify.annotations.Nullable;

/**
 * E²VPT (§3): visual prompts in every block (§3.2, Eq. 3), key-value prompts in every attention
 * (Eq. 5), masks over the visual prompts (§3.3), and the head.
 *
 * <p>An unpruned trial leaves the initial values of its prompts and their importance scores. A
 * trial with the option {@code prune-from} reads them: it prunes {@code prune-tokens} of the P
 * tokens and {@code prune-segments} of the R segments of those that are left, and trains what
 * remains ("rewinding", §3.3).
 */
final class E2vptTuning extends Tuning {

  private final E2vptOptions options;
  private final PrunedPrompts prompts;
  private final VisualPrompts visual;
  private final KeyValuePrompts keyValue;
  private final PromptMasks masks;
  private final Map<String, HostTensor> initial = new LinkedHashMap<>();

  E2vptTuning(Declaration declaration, E2vptOptions options) {
    super(declaration);
    this.options = options;
    prompts = PrunedPrompts.of(declaration.architecture(), options);
    PruningSource source = new PruningSource(declaration, options, prompts);
    Start fresh = VisualPrompts.fresh(declaration.architecture());
    visual =
        VisualPrompts.deep(
            declaration,
            stage ->
                removesFrom(stage) ? options.visual() - options.pruneTokens() : options.visual(),
            (stage, shape) -> removesFrom(stage) ? source.left(fresh) : source.whole(shape, fresh));
    keyValue = KeyValuePrompts.declare(declaration, options, source::whole);
    masks = PromptMasks.declare(declaration, options, prompts, source);
  }

  private boolean removesFrom(int stage) {
    return options.removesTokens() && stage == 0;
  }

  @Override
  protected void built() {
    Stream.concat(visual.parameters().stream(), keyValue.parameters())
        .forEach(tensor -> initial.put(tensor.name(), Tensors.toHost(tensor.array())));
    masks.built();
  }

  /** Those of the visual prompts. */
  PromptMasks masks() {
    return masks;
  }

  @Override
  public BlockHooks block(int index) {
    return new BlockHooks() {

      @Override
      public boolean enter() {
        return visual.enter(index);
      }

      @Override
      public @Nullable NDArray prompts(long images) {
        return enter()
            ? dropoutForEach(images, masks.apply(index, visual.of(index)), options.promptDropout())
            : null;
      }

      @Override
      public int zeroPrompts() {
        return masks.zeros(index);
      }

      @Override
      public NDList keys(NDList keys) {
        return keyValue.withKeys(index, keys);
      }

      @Override
      public NDList values(NDList values) {
        return keyValue.withValues(index, values);
      }

      @Override
      public boolean keysInFront() {
        return options.kvPlace() == KvPlace.BEFORE || options.swinBias() == SwinBias.MISALIGNED;
      }

      @Override
      public BlockSizes sizes() {
        int zeros = masks.pruned(index);
        return new BlockSizes(
            visual.count(index) - zeros, zeros, options.promptDropout() > 0, options.kv(), 0, true);
      }

      @Override
      public boolean mixesImages() {
        return options.swinWindows() == WindowPrompts.MIXED;
      }
    };
  }

  @Override
  protected long removed() {
    return options.removesTokens() ? prompts.ofToken() * options.pruneTokens() : 0;
  }

  @Override
  protected long pruned() {
    return options.prunes() ? prompts.pruned(options.pruneTokens(), options.pruneSegments()) : 0;
  }

  @Override
  public Map<String, HostTensor> artifact(Consumer<Consumer<Batch>> eachBatch) {
    if (!options.leavesScores()) {
      return Map.of();
    }
    Map<String, HostTensor> artifact = new LinkedHashMap<>(initial);
    artifact.putAll(scores(eachBatch).named());
    return artifact;
  }

  /** With dropout off. */
  private ImportanceScores scores(Consumer<Consumer<Batch>> eachBatch) {
    setTraining(false);
    return new ImportanceScoring(prompts, options, masks)
        .measure(eachBatch, batch -> Losses.crossEntropy(logits(batch.images()), batch.labels()));
  }
}
