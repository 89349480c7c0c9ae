package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import org.e2vpt.harness.tensor.Scopes;

/** A pre-trained encoder: images to features, as a pure function of its weights. */
public interface Backbone {

  /** Its sizes, and the names and shapes of its weights. */
  Architecture architecture();

  /**
   * Features of images.
   *
   * @param images (B, 3, H, W), normalised float32
   * @param hooks where the tuning method plugs in
   * @return (B, featureWidth)
   */
  default NDArray features(NDArray images, Hooks hooks) {
    return blocks(embed(images), hooks);
  }

  /**
   * The first part of the way to {@link #features}: (B, 3, H, W) to the first block's (B, N, D).
   */
  NDArray embed(NDArray images);

  /** The rest of it: what {@link #embed} made, which may be closed, to (B, featureWidth). */
  default NDArray blocks(NDArray tokens, Hooks hooks) {
    return Scopes.through(beforeLastBlock(tokens, hooks), last -> lastBlock(last, hooks));
  }

  /** All blocks but the last one: what {@link #embed} made, which may be closed, to (B, N, D). */
  NDArray beforeLastBlock(NDArray tokens, Hooks hooks);

  /** The last block, the norm and the pool, (B, N, D) to (B, featureWidth). */
  NDArray lastBlock(NDArray tokens, Hooks hooks);

  /** All weights by name. The arrays are the backbone's own: changing one changes the model. */
  Map<String, NDArray> weights();

  /** The same architecture over other weights of the same names and shapes. */
  Backbone withWeights(Map<String, NDArray> weights);
}
