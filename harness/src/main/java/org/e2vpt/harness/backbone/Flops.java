package org.e2vpt.harness.backbone;

import java.util.function.Predicate;

/**
 * Floating-point operations of one image in an encoder's products, two for each multiplication with
 * its addition, as they are executed. Norms and activations are left out, and so is the head.
 *
 * @param embedding from pixels to tokens
 * @param before from there to the last block
 * @param last the last block
 * @param backward from the head back to what is trained, with the gradients of what is
 */
public record Flops(double embedding, double before, double last, double backward) {

  /** Of nothing. */
  public static final Flops NONE = new Flops(0, 0, 0, 0);

  /**
   * Who computes, and how.
   *
   * @param hooks of the method, whose {@link BlockHooks#sizes} are asked for
   * @param tuned names of the weights that are trained
   * @param shortcuts whether what nobody reads is left out
   * @param batch how many images are computed together: what they have alike is computed once
   * @param training whether dropout makes a difference between them
   */
  public record Step(
      Hooks hooks, Predicate<String> tuned, boolean shortcuts, int batch, boolean training) {}

  public static Flops of(Architecture architecture, Step step) {
    return new FlopCount(architecture, step).count();
  }

  /** Of one forward pass. */
  public double forward() {
    return embedding + before + last;
  }

  /** Of one image in training. */
  public double training() {
    return forward() + backward;
  }

  /** Of one forward pass, what a prefix does. */
  public double of(FrozenPrefix prefix) {
    return switch (prefix) {
      case NOTHING -> 0;
      case EMBEDDING -> embedding;
      case ALL_BUT_LAST_BLOCK -> embedding + before;
      case ENCODER -> forward();
    };
  }
}
