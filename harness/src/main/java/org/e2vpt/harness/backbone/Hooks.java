package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;

/**
 * Where a tuning method plugs into an encoder. Every default is the encoder as it was pre-trained.
 */
public interface Hooks {

  /** The encoder as it was pre-trained. */
  Hooks NONE = new Hooks() {};

  /** Those of a block, counted from 0. They may be asked for more than once. */
  default BlockHooks block(int index) {
    return BlockHooks.NONE;
  }

  /** The tokens that enter the first block of an encoder pre-trained with dropout: (B, N, D). */
  default NDArray embedded(NDArray tokens) {
    return tokens;
  }
}
