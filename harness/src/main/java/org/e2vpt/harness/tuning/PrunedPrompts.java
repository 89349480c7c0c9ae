package org.e2vpt.harness.tuning;

import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.tuning.E2vptOptions.Masks;

/**
 * The visual prompts that are masked and pruned, before anything of them is: those of the first
 * blocks, which are of one stage.
 *
 * @param blocks how many have them
 * @param masks l, 1 if all these blocks share one mask, else their number
 * @param length P
 * @param segments R
 * @param width D
 */
record PrunedPrompts(int blocks, int masks, int length, int segments, int width) {

  /**
   * @throws IllegalArgumentException if an encoder's prompts cannot be pruned with these options
   */
  static PrunedPrompts of(Architecture architecture, E2vptOptions options) {
    Architecture.Stage first = architecture.stages().get(0);
    int blocks =
        switch (options.swinPruning()) {
          case FIRST_STAGE -> first.depth(); // a ViT has one stage
          case FIRST_BLOCK -> 1;
        };
    if (options.removesTokens() && blocks < first.depth()) {
      throw new IllegalArgumentException(
          "tokens cannot be removed from some blocks of a stage only: with swin-pruning=first-block,"
              + " pruned-tokens has to be zeroed");
    }
    if (first.width() % options.segments() != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "prompts of width %d cannot be divided into %d equal segments",
              first.width(),
              options.segments()));
    }
    int masks = options.masks() == Masks.SHARED ? 1 : blocks;
    return new PrunedPrompts(blocks, masks, options.visual(), options.segments(), first.width());
  }

  /** Of their values: (blocks, P, D). */
  Shape values() {
    return new Shape(blocks, length, width);
  }

  /** Of one number a token: (l, P). */
  Shape ofTokens() {
    return new Shape(masks, length);
  }

  /** Of one number a segment of a token: (l, P, R). */
  Shape ofSegments() {
    return ofTokens().add(segments);
  }

  /** How many numbers pruning takes away: all of a token, and segments of the tokens left. */
  long pruned(int tokens, int segmentsOfEach) {
    long ofSegment = (long) blocks * (width / segments);
    return ofToken() * tokens + ofSegment * segmentsOfEach * (length - tokens);
  }

  /** The numbers of one token of P, in all blocks together. */
  long ofToken() {
    return (long) blocks * width;
  }
}
