package org.e2vpt.tables.verdict;

import com.google.common.primitives.Ints;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.e2vpt.tables.verdict.ErrorModel.Term;

/**
 * What would settle a cell that is consistent or inconclusive, if the difference and all variances
 * stay as they are. The goal is <em>reproduced</em> if |d| ≤ δ, else p₂ ≤ 0.05/H.
 *
 * @param goal {@link VerdictWord#REPRODUCED} or {@link VerdictWord#NOT_REPRODUCED}
 * @param seeds the fewest seeds N in each campaign that reach it, up to 100 (h = 1/(R N), f = R(N −
 *     1)); empty if none do
 * @param campaigns if no seeds do, the fewest campaigns R, up to 20, each of as many seeds as there
 *     are at most now
 * @param floor x, the standard error with any number of seeds: x² = A (h = 0) + C τ̃² + ρ
 */
public record Settling(VerdictWord goal, OptionalInt seeds, OptionalInt campaigns, double floor) {

  private static final int MOST_SEEDS = 100;
  private static final int MOST_CAMPAIGNS = 20;

  /** With H cells in the family; 1 for a cell outside. */
  static Settling of(CellComparison cell, int family) {
    return of(cell.model(), cell.difference().value(), cell.margin(), family);
  }

  /**
   * Of any difference.
   *
   * @param margin δ; 0 if only whether there is a difference is asked
   */
  static Settling of(ErrorModel model, double d, double margin, int family) {
    boolean equivalence = Math.abs(d) <= margin;
    Function<Function<Term, Replication>, Boolean> reaches =
        runs -> {
          EstimatedDifference after = new EstimatedDifference(d, model.standardError(runs));
          return equivalence
              ? after.equivalenceP(margin) <= VerdictWord.LEVEL
              : after.twoSidedP() <= VerdictWord.LEVEL / family;
        };
    int seeds =
        model.terms().stream().mapToInt(term -> term.task().means().maxSeeds()).max().orElseThrow();
    int campaigns =
        Ints.max(model.terms().stream().mapToInt(term -> term.replication().campaigns()).toArray());
    OptionalInt enough =
        first(
            seeds + 1,
            MOST_SEEDS,
            n -> reaches.apply(term -> Replication.of(term.replication().campaigns(), n)));
    return new Settling(
        equivalence ? VerdictWord.REPRODUCED : VerdictWord.NOT_REPRODUCED,
        enough,
        enough.isPresent()
            ? OptionalInt.empty()
            : first(
                campaigns + 1,
                MOST_CAMPAIGNS,
                r -> reaches.apply(term -> Replication.of(r, seeds))),
        model.standardError(term -> term.replication().withoutSeedVariance()).value());
  }

  /** If the procedure is not repeated. */
  Settling withoutCampaigns() {
    return new Settling(goal, seeds, OptionalInt.empty(), floor);
  }

  /**
   * In words, such as {@code If the difference stays, 7 seeds in each campaign would make it
   * 'reproduced'}.
   *
   * @param goal what it would be then
   * @param because why nothing would settle it
   */
  String words(String goal, String because) {
    if (seeds.isPresent()) {
      return "If the difference stays, %s seeds in each campaign would make it '%s'"
          .formatted(seeds.getAsInt(), goal);
    }
    if (campaigns.isPresent()) {
      return "Seeds cannot settle it; if the difference stays, %s repeats of search and final runs would make it '%s'"
          .formatted(campaigns.getAsInt(), goal);
    }
    return "Nothing on this side would settle it: whatever the seeds, the standard error is at least %s, as %s"
        .formatted(Wording.points(floor), because);
  }

  private static OptionalInt first(int from, int to, IntPredicate reaches) {
    return IntStream.rangeClosed(from, to).filter(reaches).findFirst();
  }
}
