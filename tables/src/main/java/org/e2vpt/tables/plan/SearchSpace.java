package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.tables.paper.BatchSize;
import org.e2vpt.tables.paper.PlanChoices;
import org.e2vpt.tables.paper.PlanChoices.Adamw;

/**
 * What a row searches: a grid of learning rates and weight decays, and, where the paper leaves one
 * open, settings of the method; the rest of the recipe is fixed.
 *
 * @param variants settings of the method to choose among, each in addition to the row's own
 *     options, in order of preference; one empty map if there is nothing to choose
 * @param race which settings are trained to the end
 * @param learningRates base rates, before scaling by the batch
 * @param weightDecays to try with each rate
 * @param batch which may depend on the setting of the method
 */
public record SearchSpace(
    OptimizerKind optimizer,
    ImmutableSortedSet<Double> learningRates,
    ImmutableSortedSet<Double> weightDecays,
    int epochs,
    int warmupEpochs,
    BatchSize batch,
    ImmutableList<ImmutableSortedMap<String, String>> variants,
    Race race) {

  /** The weight decay that the released code's AdamW has in it. */
  private static final double RELEASED_ADAMW_DECAY = 0.01;

  /** A search in which the method has one setting. */
  public SearchSpace(
      OptimizerKind optimizer,
      ImmutableSortedSet<Double> learningRates,
      ImmutableSortedSet<Double> weightDecays,
      int epochs,
      int warmupEpochs,
      BatchSize batch) {
    this(
        optimizer,
        learningRates,
        weightDecays,
        epochs,
        warmupEpochs,
        batch,
        ImmutableList.of(ImmutableSortedMap.of()));
  }

  /** A search of the full grid. */
  public SearchSpace(
      OptimizerKind optimizer,
      ImmutableSortedSet<Double> learningRates,
      ImmutableSortedSet<Double> weightDecays,
      int epochs,
      int warmupEpochs,
      BatchSize batch,
      ImmutableList<ImmutableSortedMap<String, String>> variants) {
    this(optimizer, learningRates, weightDecays, epochs, warmupEpochs, batch, variants, Race.NONE);
  }

  /** The same settings in a race. */
  SearchSpace in(Race other) {
    return new SearchSpace(
        optimizer, learningRates, weightDecays, epochs, warmupEpochs, batch, variants, other);
  }

  public SearchSpace {
    if (learningRates.isEmpty() || weightDecays.isEmpty()) {
      throw new IllegalArgumentException(
          "a search needs at least one learning rate and one weight decay, got %s and %s"
              .formatted(learningRates, weightDecays));
    }
    if (variants.isEmpty()) {
      throw new IllegalArgumentException("a search needs at least one setting of the method");
    }
  }

  /**
   * The grid in order of preference: of two equally good settings the earlier one is chosen. Points
   * that a protocol trains in the same way are one.
   *
   * @param options of the method
   */
  ImmutableList<Recipe> recipes(PlanChoices choices, Map<String, String> options) {
    ImmutableSet.Builder<Recipe> recipes = ImmutableSet.builder();
    for (double rate : learningRates) {
      for (double decay : weightDecays) {
        recipes.add(recipe(rate, decay, batch.of(options), choices));
      }
    }
    return recipes.build().asList();
  }

  private Recipe recipe(double rate, double decay, int images, PlanChoices choices) {
    boolean fallsThrough =
        optimizer == OptimizerKind.ADAMW && choices.adamw() == Adamw.FALLS_THROUGH;
    return new Recipe(
        fallsThrough && decay == 0 ? OptimizerKind.SGD : optimizer,
        rate,
        fallsThrough && decay > 0 ? RELEASED_ADAMW_DECAY : decay,
        epochs,
        warmupEpochs,
        images,
        choices.warmup());
  }
}
