package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Suppliers;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.e2vpt.harness.tuning.E2vptOptions.MaskTraining;
import org.jspecify.annotations.Nullable;

/**
 * The masks ρ that the visual prompts of a model are multiplied with: tensors of the model if it is
 * pruned, or trains them; others while importance is measured; else none.
 */
final class PromptMasks {

  private static final String TOKENS = "mask.tokens";
  private static final String SEGMENTS = "mask.segments";

  private final PrunedPrompts prompts;
  private final E2vptOptions options;
  private final @Nullable Parameter tokens; // (1, l, P)
  private final @Nullable Parameter segments; // (1, l, P', R)
  private @Nullable PromptMask mask;

  /**
   * The tokens that pruning left, if it left the others as zeros: indices, for each mask of tokens.
   * Asked for with the first images, as the mask may be set until then.
   */
  private final Supplier<List<NDArray>> kept =
      Suppliers.memoize(() -> Objects.requireNonNull(mask).keptTokens());

  private PromptMasks(
      PrunedPrompts prompts,
      E2vptOptions options,
      @Nullable Parameter tokens,
      @Nullable Parameter segments) {
    this.prompts = prompts;
    this.options = options;
    this.tokens = tokens;
    this.segments = segments;
  }

  static PromptMasks declare(
      Declaration declaration, E2vptOptions options, PrunedPrompts prompts, PruningSource source) {
    Shape ofTokens = new Shape(1).addAll(prompts.ofTokens());
    Shape ofSegments = new Shape(1).addAll(prompts.ofSegments());
    if (options.removesTokens()) {
      int left = prompts.length() - options.pruneTokens();
      Shape ofLeft = new Shape(1, prompts.masks(), left, prompts.segments());
      Start start = source.mask(Pruning::maskOfTokensLeft);
      return new PromptMasks(prompts, options, null, declaration.frozen(SEGMENTS, ofLeft, start));
    }
    if (options.prunes()) {
      return new PromptMasks(
          prompts,
          options,
          declaration.frozen(TOKENS, ofTokens, source.mask(Pruning::tokenMask)),
          declaration.frozen(SEGMENTS, ofSegments, source.mask(Pruning::mask)));
    }
    if (options.maskTraining() == MaskTraining.TRAINED) {
      return new PromptMasks(
          prompts,
          options,
          declaration.trainable(TOKENS, ofTokens, Start.ONES),
          declaration.trainable(SEGMENTS, ofSegments, Start.ONES));
    }
    return new PromptMasks(prompts, options, null, null);
  }

  /** Takes the model's own masks, once they are built. */
  void built() {
    if (segments != null) {
      mask =
          new PromptMask(
              tokens == null ? null : tokens.array(), segments.array(), options.segmentLayout());
    }
  }

  /** Those in use. */
  @Nullable PromptMask get() {
    return mask;
  }

  /** Uses others from now on. */
  void set(@Nullable PromptMask other) {
    mask = other;
  }

  /** The prompts of a block times their masks, without those that are zero: (b, P, D). */
  NDArray apply(int block, NDArray own) {
    PromptMask masks = block < prompts.blocks() ? mask : null;
    NDArray masked = masks == null ? own : masks.apply(block, own);
    return zeroes(block) ? masked.get(new NDIndex(":, {}", kept(block))) : masked;
  }

  /** How many prompts enter a block as zeros. */
  int zeros(int block) {
    return zeroes(block) ? prompts.length() - (int) kept(block).size() : 0;
  }

  /** The same before there is an artifact to prune by. */
  int pruned(int block) {
    return zeroes(block) ? options.pruneTokens() : 0;
  }

  /** Whether pruned tokens enter a block as zeros. */
  private boolean zeroes(int block) {
    return options.prunes()
        && !options.removesTokens()
        && options.pruneTokens() > 0
        && block < prompts.blocks();
  }

  private NDArray kept(int block) {
    List<NDArray> masks = kept.get();
    return masks.get(masks.size() == 1 ? 0 : block);
  }
}
