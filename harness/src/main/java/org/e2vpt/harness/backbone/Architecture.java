package org.e2vpt.harness.backbone;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/**
 * What is known of an encoder without its weights: enough to count what a method tunes.
 *
 * @param image side of the square input, in pixels
 * @param patch side of a square patch, in pixels; the bound of visual prompts depends on it
 * @param stages runs of blocks of one size; a ViT has one
 * @param classTokens how many tokens stand before the patches: 1 or none
 * @param featureWidth the width of a feature, which the head reads
 * @param poolsAll whether the feature is a mean over all tokens, instead of the class token
 * @param weights names and shapes of all weights, in the order of the forward pass
 * @param last names of the weights that Partial-1 trains: those of the last block and of the norm
 *     behind it
 * @param fixed names of the weights that no method trains
 * @param dropout rate of {@link Hooks#embedded} and {@link BlockHooks#dropout} if all of the
 *     encoder is trained
 * @param dropPath rate of {@link BlockHooks#dropPath} at the last block if all of the encoder is
 *     trained
 */
public record Architecture(
    int image,
    int patch,
    ImmutableList<Stage> stages,
    int classTokens,
    int featureWidth,
    boolean poolsAll,
    ImmutableMap<String, Shape> weights,
    ImmutableSet<String> last,
    ImmutableSet<String> fixed,
    double dropout,
    double dropPath) {

  /**
   * Blocks of one size.
   *
   * @param depth how many
   * @param width D, of a token
   * @param heads h, of the attention; each has width d = D/h
   */
  public record Stage(int depth, int width, int heads) {

    /** d, the width of an attention head. */
    public int headWidth() {
      return width / heads;
    }
  }

  /** Whether blocks differ in size and attend within windows: Swin. */
  public boolean hierarchical() {
    return stages.size() > 1;
  }

  /** L, the number of blocks of all stages. */
  public int depth() {
    return stages.stream().mapToInt(Stage::depth).sum();
  }

  /** The stage that a block belongs to, counted from 0 as blocks are. */
  public int stageOf(int block) {
    int stage = 0;
    for (int left = block; left >= stages.get(stage).depth(); stage++) {
      left -= stages.get(stage).depth();
    }
    return stage;
  }

  /** The number of a stage's first block. */
  public int firstBlock(int stage) {
    return stages.subList(0, stage).stream().mapToInt(Stage::depth).sum();
  }

  /** How many numbers the weights hold. */
  public long size() {
    return weights.values().stream().mapToLong(Shape::size).sum();
  }
}
