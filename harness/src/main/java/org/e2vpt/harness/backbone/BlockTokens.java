package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.tensor.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * What a block is given: tokens, and visual prompts that its attention reads but whose outputs
 * nobody does, [x, _, E] = L([x, P, E]). Of those it needs keys and values and nothing else: no
 * queries, no projection, no MLP; and only once if all images have the same.
 *
 * <p>Prompts that are zero have one key and one value, however many there are.
 *
 * @param tokens (B, N, D)
 * @param prompts (b, P, D), b being 1 or B; null if there are none but those among the tokens
 * @param zero (1, 1, D), in the place of each of {@code zeros} more prompts; null if there are none
 * @param zeros how many
 */
record BlockTokens(NDArray tokens, @Nullable NDArray prompts, @Nullable NDArray zero, int zeros) {

  /** Without prompts but those among the tokens. */
  BlockTokens(NDArray tokens) {
    this(tokens, null, null, 0);
  }

  /**
   * Tokens with a block's own prompts, in the place of those of the block before.
   *
   * @param tokens (B, c+S+N, D): c class tokens, S prompts of blocks before, N patches
   * @param first c
   * @param stale S
   * @param hooks give the prompts, if those of the blocks before do not stay
   * @param read whether anybody reads what the block makes of its prompts
   */
  static BlockTokens of(NDArray tokens, int first, long stale, BlockHooks hooks, boolean read) {
    NDArray prompts = hooks.prompts(tokens.getShape().get(0));
    if (prompts == null) {
      return new BlockTokens(tokens);
    }
    int zeros = hooks.zeroPrompts();
    NDArray others = stale == 0 ? tokens : without(tokens, first, stale);
    NDArray zero = zeros == 0 ? null : tokens.getManager().zeros(new Shape(1, 1, width(tokens)));
    if (!read) {
      return new BlockTokens(others, prompts, zero, zeros);
    }
    NDArray all =
        zero == null
            ? prompts
            : prompts.concat(zero.broadcast(prompts.getShape().get(0), zeros, width(tokens)), 1);
    return new BlockTokens(inserted(others, first, all));
  }

  private static long width(NDArray tokens) {
    return tokens.getShape().get(2);
  }

  private static NDArray without(NDArray tokens, int first, long stale) {
    NDArray patches = Tensors.slice(tokens, 1, first + stale, Tensors.END);
    return first == 0 ? patches : Tensors.slice(tokens, 1, 0, first).concat(patches, 1);
  }

  private static NDArray inserted(NDArray tokens, int first, NDArray prompts) {
    NDArray own = forEach(prompts, tokens.getShape().get(0));
    if (first == 0) {
      return own.concat(tokens, 1);
    }
    NDArray patches = Tensors.slice(tokens, 1, first, Tensors.END);
    return Tensors.slice(tokens, 1, 0, first).concat(own, 1).concat(patches, 1);
  }

  /** What all images have alike, or each its own, for each of them: (b, …) to (B, …). */
  static NDArray forEach(NDArray ofImages, long images) {
    Shape shape = ofImages.getShape();
    return shape.get(0) == images
        ? ofImages
        : ofImages.broadcast(new Shape(images).addAll(shape.slice(1)));
  }

  /** The same layer for all. */
  BlockTokens map(UnaryOperator<NDArray> layer) {
    return new BlockTokens(
        layer.apply(tokens),
        prompts == null ? null : layer.apply(prompts),
        zero == null ? null : layer.apply(zero),
        zeros);
  }

  /** P, of the prompts that are not among the tokens, those that are zero included. */
  long promptCount() {
    return prompts == null ? 0 : prompts.getShape().get(1) + zeros;
  }
}
