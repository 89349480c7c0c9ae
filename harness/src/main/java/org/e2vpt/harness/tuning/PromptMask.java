package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.E2vptOptions.SegmentLayout;
import org.jspecify.annotations.Nullable;

/**
 * Masks ρ over visual prompts (§3.3): one number a token and one a segment of a token, 1 for kept.
 *
 * @param tokens (b, l, P), where b is 1 or the batch, l is 1 for masks that all blocks share, or L;
 *     null if every token is kept
 * @param segments (b, l, P, R)
 * @param layout which numbers of a prompt make a segment
 */
record PromptMask(@Nullable NDArray tokens, NDArray segments, SegmentLayout layout) {

  PromptMask {
    long prompts = segments.getShape().get(2);
    if (tokens != null && tokens.getShape().get(2) != prompts) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "masks for %d tokens and for the segments of %d",
              tokens.getShape().get(2),
              prompts));
    }
  }

  /** All ones, with gradients recorded: what importance is measured on. */
  static PromptMask ones(NDManager manager, Shape tokens, int segments, SegmentLayout layout) {
    return recorded(manager.ones(tokens), manager.ones(tokens.add(segments)), layout);
  }

  /** A copy of these masks for each of {@code images} images, with gradients recorded. */
  PromptMask forEachOf(long images) {
    return recorded(copies(requireTokens(), images), copies(segments, images), layout);
  }

  private static NDArray copies(NDArray mask, long images) {
    Shape shape = new Shape(images).addAll(mask.getShape().slice(1));
    return Torch.withGradients(false, () -> mask.broadcast(shape).duplicate());
  }

  private static PromptMask recorded(NDArray tokens, NDArray segments, SegmentLayout layout) {
    tokens.setRequiresGradient(true);
    segments.setRequiresGradient(true);
    return new PromptMask(tokens, segments, layout);
  }

  /** The gradient of the tokens' masks after a backward pass. */
  NDArray tokenGradients() {
    return requireTokens().getGradient();
  }

  /** The indices of the tokens whose mask is not 0, for each of the l masks of a first image. */
  List<NDArray> keptTokens() {
    Shape shape = requireTokens().getShape();
    int prompts = (int) shape.get(2);
    float[] values = requireTokens().toFloatArray();
    return IntStream.range(0, (int) shape.get(1))
        .mapToObj(
            layer ->
                IntStream.range(0, prompts)
                    .filter(prompt -> values[layer * prompts + prompt] != 0)
                    .toArray())
        .map(requireTokens().getManager()::create)
        .peek(NDScope::unregister) // they outlive the block that asks first
        .toList();
  }

  private NDArray requireTokens() {
    if (tokens == null) {
      throw new IllegalStateException("there is no mask of tokens");
    }
    return tokens;
  }

  /** The prompts of one block times their masks: (B, P, D) to the same. */
  NDArray apply(int block, NDArray prompts) {
    long width = prompts.getShape().get(2);
    long parts = segments.getShape().get(3);
    NDIndex own = new NDIndex(":, {}", segments.getShape().get(1) == 1 ? 0 : block);
    NDArray ofSegments = segments.get(own); // (b, P, R)
    Shape shape = ofSegments.getShape();
    long repeats = width / parts;
    NDArray ofColumns =
        layout == SegmentLayout.CONTIGUOUS
            ? ofSegments.expandDims(3).broadcast(shape.add(repeats))
            : ofSegments
                .expandDims(2)
                .broadcast(new Shape(shape.get(0), shape.get(1), repeats, parts));
    NDArray masked = prompts.mul(ofColumns.reshape(shape.get(0), shape.get(1), width));
    return tokens == null ? masked : masked.mul(tokens.get(own).expandDims(2));
  }
}
