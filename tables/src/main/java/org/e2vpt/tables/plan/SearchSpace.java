package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;

/**
 * What a row searches: a grid of learning rates and weight decays; the rest of the recipe is fixed.
 *
 * @param learningRates base rates, before scaling by the batch
 * @param weightDecays to try with each rate
 */
public record SearchSpace(
    OptimizerKind optimizer,
    ImmutableSortedSet<Double> learningRates,
    ImmutableSortedSet<Double> weightDecays,
    int epochs,
    int warmupEpochs,
    int batch) {

  public SearchSpace {
    if (learningRates.isEmpty() || weightDecays.isEmpty()) {
      throw new IllegalArgumentException(
          "a search needs at least one learning rate and one weight decay, got %s and %s"
              .formatted(learningRates, weightDecays));
    }
  }

  /** The grid in order of preference: of two equally good settings the earlier one is chosen. */
  ImmutableList<Recipe> recipes() {
    ImmutableList.Builder<Recipe> recipes = ImmutableList.builder();
    for (double rate : learningRates) {
      for (double decay : weightDecays) {
        recipes.add(new Recipe(optimizer, rate, decay, epochs, warmupEpochs, batch));
      }
    }
    return recipes.build();
  }

  int size() {
    return learningRates.size() * weightDecays.size();
  }
}
