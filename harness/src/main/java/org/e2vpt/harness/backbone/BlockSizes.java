package org.e2vpt.harness.backbone;

/**
 * How large what hooks add to a block is: known without an engine, to count operations.
 *
 * @param prompts visual prompts that enter, without those that are zero
 * @param zeros visual prompts that enter beside them, and are zero
 * @param differ whether images have different ones while the method is trained, by dropout
 * @param keyValue T, key-value prompts
 * @param bottleneck width between two trained matrices that each token goes through behind the MLP;
 *     0 if there are none
 * @param tuned whether anything of this is trained
 */
public record BlockSizes(
    int prompts, int zeros, boolean differ, int keyValue, int bottleneck, boolean tuned) {

  /** Of a block as it was pre-trained. */
  public static final BlockSizes NONE = new BlockSizes(0, 0, false, 0, 0, false);

  /** Of what has no matrices, such as a factor for each number of a token. */
  public static final BlockSizes NO_PRODUCTS = new BlockSizes(0, 0, false, 0, 0, true);
}
