package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.jspecify.annotations.Nullable;

/**
 * The places where a tuning method can plug into one block of an encoder. Every default is the
 * block as it was pre-trained. N is the number of tokens at that place, h heads of width d.
 */
public interface BlockHooks {

  /** The block as it was pre-trained. */
  BlockHooks NONE =
      new BlockHooks() {
        @Override
        public BlockSizes sizes() {
          return BlockSizes.NONE;
        }
      };

  /** How large what they add is, to be asked of a method that is only declared. */
  default BlockSizes sizes() {
    return BlockSizes.NO_PRODUCTS;
  }

  /**
   * The visual prompts that enter the block, in the place of those of the block before: (b, P, D),
   * b being 1 if all images have the same, else their number; null if none {@link #enter}.
   */
  default @Nullable NDArray prompts(long images) {
    return null;
  }

  /**
   * How many visual prompts enter beside {@link #prompts}, and are zero for all images: the
   * released code leaves pruned ones so.
   */
  default int zeroPrompts() {
    return 0;
  }

  /**
   * Operations of the products that make {@link #prompts} of trained tensors, forward, for all
   * images if these have the same, else for each; none in evaluation, where they are made once.
   */
  default double promptOperations() {
    return 0;
  }

  /** Whether {@link #prompts} of its own enter the block; else those of the block before stay. */
  default boolean enter() {
    return false;
  }

  /**
   * The keys of the block's attention, in no promised order: parts (B, h, N, d) of different N,
   * those of visual prompts and of all other tokens, to the parts that are joined.
   */
  default NDList keys(NDList keys) {
    return keys;
  }

  /** The values of the block's attention, in the order of the keys. */
  default NDList values(NDList values) {
    return values;
  }

  /** What the block's MLP adds to its tokens, before the residual sum: (B, N, D) to the same. */
  default NDArray mlpOutput(NDArray output) {
    return output;
  }

  /**
   * Whether rows that {@link #keys} and {@link #values} add stand in front of the others, so that
   * an encoder with a bias for each pair of tokens knows which columns have none.
   */
  default boolean keysInFront() {
    return true;
  }

  /**
   * Whether windows see prompts of other images of the batch: window n of nW·B gets those of image
   * n mod B, instead of its own ⌊n/nW⌋.
   */
  default boolean mixesImages() {
    return false;
  }

  /** What the block adds to its tokens, where drop path may leave an image's share out. */
  default NDArray dropPath(NDArray residual) {
    return residual;
  }

  /**
   * Behind both layers of the MLP of an encoder pre-trained with dropout. Any shape to the same.
   */
  default NDArray dropout(NDArray activations) {
    return activations;
  }
}
