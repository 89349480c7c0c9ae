package org.e2vpt.harness.training;

import org.e2vpt.harness.training.Recipe.Warmup;

/** Linear warm-up, then half a cosine, set once an epoch (§4.1). */
public final class Schedule {

  private final Recipe recipe;

  public Schedule(Recipe recipe) {
    this.recipe = recipe;
  }

  /**
   * The factor on the peak rate.
   *
   * @param epoch counted from 0
   */
  public double factor(int epoch) {
    int warmup = recipe.warmupEpochs();
    if (epoch < warmup) {
      int done = recipe.warmup() == Warmup.FROM_ZERO ? epoch : epoch + 1;
      return done / (double) warmup;
    }
    double progress = (epoch - warmup) / (double) (recipe.epochs() - warmup);
    return 0.5 * (1 + Math.cos(Math.PI * progress));
  }

  /** The learning rate of an epoch, counted from 0. */
  public double learningRate(int epoch) {
    return recipe.learningRate() * factor(epoch);
  }
}
