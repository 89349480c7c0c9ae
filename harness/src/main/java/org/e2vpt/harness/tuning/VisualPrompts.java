package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.e2vpt.harness.backbone.Backbone;

/**
 * Deep visual prompts (Eq. 3): P tokens of width D, behind the class token of every block. What a
 * block makes of its prompts is thrown away; the next block gets its own.
 */
final class VisualPrompts {

  private final NDArray values; // (L, P, D)

  VisualPrompts(NDArray values) {
    this.values = values;
  }

  /** Uniform in ±√(6/(3p²+D)), for patches of p·p pixels. */
  static float[] initial(Adaptation adaptation, int prompts) {
    Backbone backbone = adaptation.backbone();
    double bound = Math.sqrt(6.0 / (3 * backbone.patch() * backbone.patch() + backbone.width()));
    int count = backbone.depth() * prompts * backbone.width();
    return adaptation.initial().uniform("visual_prompts", count, bound);
  }

  /** The shape (L, P, D) for this backbone. */
  static Shape shape(Backbone backbone, int prompts) {
    return new Shape(backbone.depth(), prompts, backbone.width());
  }

  NDArray values() {
    return values;
  }

  /** P. */
  long length() {
    return values.getShape().get(1);
  }

  /** The prompts of a block, once for each of B images: (B, P, D). */
  NDArray of(int block, long batch) {
    NDArray prompts = values.get(block);
    return prompts.expandDims(0).broadcast(batch, length(), prompts.getShape().get(1));
  }

  /**
   * Puts a block's prompts behind the class token.
   *
   * @param tokens (B, 1+N, D) for the first block, else (B, 1+P+N, D) with the last block's prompts
   * @param prompts (B, P, D)
   * @return (B, 1+P+N, D)
   */
  NDArray insert(int block, NDArray tokens, NDArray prompts) {
    long stale = block == 0 ? 0 : length();
    NDArray cls = tokens.get(new NDIndex(":, :1"));
    NDArray patches = tokens.get(new NDIndex(":, {}:", 1 + stale));
    return cls.concat(prompts, 1).concat(patches, 1);
  }
}
