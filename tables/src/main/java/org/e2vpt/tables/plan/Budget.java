package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Locale;
import org.e2vpt.tables.paper.PaperRecipe;
import org.e2vpt.tables.paper.PaperRecipe.Tuned;

/** How much of the paper's search is run. */
public enum Budget {
  /** All of it. */
  PAPER,
  /** No search: one setting for each task, published or recommended, with all seeds and epochs. */
  TUNED,
  /**
   * A rehearsal of every stage: two learning rates, two prunings, five epochs, one seed. One run
   * has no spread, so its verdict is inconclusive at best.
   */
  QUICK;

  /** Epochs and warm-up of a rehearsal. */
  private static final int QUICK_EPOCHS = 5;

  private static final int QUICK_WARMUP = 1;

  /** The most percent of tokens that a rehearsal prunes. */
  private static final int MOST = 90;

  /** As on the command line: {@code quick}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How many seeds its final runs have at most. */
  public int mostSeeds() {
    return this == QUICK ? 1 : Integer.MAX_VALUE;
  }

  /** The percentages that a row which prunes tries. */
  PruneSpace pruning(PaperRecipe recipe, Tuned tuned) {
    int tokens = tuned.tokenPercent();
    ImmutableSortedSet<Integer> segments = ImmutableSortedSet.of(tuned.segmentPercent());
    return switch (this) {
      case PAPER -> new PruneSpace(recipe.tokenPercents(), recipe.segmentPercents());
      case TUNED -> new PruneSpace(ImmutableSortedSet.of(tokens), segments);
      case QUICK ->
          new PruneSpace(ImmutableSortedSet.of(tokens, Math.min(2 * tokens, MOST)), segments);
    };
  }

  /** What is left of a recipe's search. */
  SearchSpace search(PaperRecipe recipe, Tuned tuned, Variants variants) {
    return switch (this) {
      case PAPER ->
          new SearchSpace(
              recipe.optimizer(),
              recipe.learningRates(),
              recipe.weightDecays(),
              recipe.epochs(),
              recipe.warmupEpochs(),
              recipe.batch(),
              variants.all());
      case TUNED ->
          new SearchSpace(
              recipe.optimizer(),
              ImmutableSortedSet.of(tuned.learningRate()),
              ImmutableSortedSet.of(tuned.weightDecay()),
              recipe.epochs(),
              recipe.warmupEpochs(),
              tuned.batch(),
              variants.one());
      case QUICK ->
          new SearchSpace(
              recipe.optimizer(),
              ImmutableSortedSet.of(tuned.learningRate() / 2, tuned.learningRate()),
              ImmutableSortedSet.of(tuned.weightDecay()),
              QUICK_EPOCHS,
              QUICK_WARMUP,
              tuned.batch(),
              variants.one());
    };
  }
}
