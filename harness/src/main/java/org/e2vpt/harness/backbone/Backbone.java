package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** A pre-trained encoder: images to features, as a pure function of its weights. */
public interface Backbone {

  /** D, the width of tokens inside the encoder. */
  int width();

  /** The width of a feature, which the head reads. */
  int featureWidth();

  /** Number of blocks. */
  int depth();

  /** Attention heads of a block. */
  int heads();

  /** Pixels of a patch's side; the bound of visual prompts depends on it. */
  int patch();

  /**
   * Features of images.
   *
   * @param images (B, 3, H, W), normalised float32
   * @param hooks where the tuning method plugs in
   * @return (B, featureWidth)
   */
  NDArray features(NDArray images, Hooks hooks);

  /** All weights by name. The arrays are the backbone's own: changing one changes the model. */
  Map<String, NDArray> weights();

  /** The same architecture over other weights of the same names and shapes. */
  Backbone withWeights(Map<String, NDArray> weights);

  /** How many numbers the weights hold. */
  default long size() {
    return weights().values().stream().mapToLong(NDArray::size).sum();
  }
}
