package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * Masks ρ over visual prompts (§3.3): one number a token and one a segment of a token, 1 for kept.
 *
 * @param tokens (b, l, P), where b is 1 or the batch, l is 1 for masks that all blocks share, or L
 * @param segments (b, l, P, R)
 * @param layout which numbers of a prompt make a segment
 */
record PromptMask(NDArray tokens, NDArray segments, Layout layout) {

  /** Which of a prompt's D numbers make segment r of R. */
  enum Layout {
    /** D/R neighbours: the paper's "equally divided into R parts". */
    CONTIGUOUS,
    /** Every R-th number, as the released code tiles its mask. */
    STRIDED
  }

  PromptMask {
    long prompts = tokens.getShape().get(2);
    if (segments.getShape().get(2) != prompts) {
      throw new IllegalArgumentException(
          "masks for %d tokens and for the segments of %d"
              .formatted(prompts, segments.getShape().get(2)));
    }
  }

  /** All ones, with gradients recorded: what importance is measured on. */
  static PromptMask ones(NDManager manager, Shape tokens, int segments, Layout layout) {
    NDArray tokenMask = manager.ones(tokens);
    NDArray segmentMask = manager.ones(tokens.add(segments));
    tokenMask.setRequiresGradient(true);
    segmentMask.setRequiresGradient(true);
    return new PromptMask(tokenMask, segmentMask, layout);
  }

  /** The prompts of one block times their masks: (B, P, D) to the same. */
  NDArray apply(int block, NDArray prompts) {
    long width = prompts.getShape().get(2);
    long parts = segments.getShape().get(3);
    if (width % parts != 0) {
      throw new IllegalArgumentException(
          "prompts of width %d cannot be divided into %d equal segments".formatted(width, parts));
    }
    NDIndex own = new NDIndex(":, {}", segments.getShape().get(1) == 1 ? 0 : block);
    NDArray ofSegments = segments.get(own); // (b, P, R)
    Shape shape = ofSegments.getShape();
    long repeats = width / parts;
    NDArray ofColumns =
        layout == Layout.CONTIGUOUS
            ? ofSegments.expandDims(3).broadcast(shape.add(repeats))
            : ofSegments
                .expandDims(2)
                .broadcast(new Shape(shape.get(0), shape.get(1), repeats, parts));
    NDArray masked = prompts.mul(ofColumns.reshape(shape.get(0), shape.get(1), width));
    return masked.mul(tokens.get(own).expandDims(2));
  }
}
