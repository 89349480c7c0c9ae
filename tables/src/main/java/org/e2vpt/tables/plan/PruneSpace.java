package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Comparator;
import java.util.Set;

/**
 * How much a row tries to prune: every share of tokens with every share of segments (§3.3 of the
 * paper). Both empty: the row does not prune.
 *
 * @param tokenPercents of visual prompt tokens to remove, 0 to 99
 * @param segmentPercents of the segments of each remaining token to remove, 0 to 99
 */
public record PruneSpace(
    ImmutableSortedSet<Integer> tokenPercents, ImmutableSortedSet<Integer> segmentPercents) {

  /** No pruning. */
  public static final PruneSpace NONE =
      new PruneSpace(ImmutableSortedSet.of(), ImmutableSortedSet.of());

  /** One point of the grid: how many tokens go, and how many segments of those that are left. */
  record Pruning(int tokens, int segments) {}

  public PruneSpace {
    if (tokenPercents.isEmpty() != segmentPercents.isEmpty()) {
      throw new IllegalArgumentException(
          "pruning needs percents of tokens and of segments (0 for none), got %s and %s"
              .formatted(tokenPercents, segmentPercents));
    }
    requirePercents("tokens", tokenPercents);
    requirePercents("segments", segmentPercents);
  }

  /**
   * The grid in order of preference: of two equally good prunings the one that removes more tokens,
   * then more segments. Percentages that come to the same count are one point.
   *
   * @param prompts P, of which one always stays
   * @param segments R
   * @param segmentsLeft how many of them always stay
   */
  ImmutableList<Pruning> prunings(int prompts, int segments, int segmentsLeft) {
    ImmutableList.Builder<Pruning> prunings = ImmutableList.builder();
    Set<Integer> segmentsOutOfAll = counts(segmentPercents, segments, segmentsLeft).descendingSet();
    for (int tokensOut : counts(tokenPercents, prompts, 1).descendingSet()) {
      for (int segmentsOut : segmentsOutOfAll) {
        prunings.add(new Pruning(tokensOut, segmentsOut));
      }
    }
    return prunings.build();
  }

  /** How many of {@code all} go for each percentage, rounded down, so that enough stay. */
  public static ImmutableSortedSet<Integer> counts(Set<Integer> percents, int all, int staying) {
    return percents.stream()
        .map(percent -> Math.min(all * percent / 100, all - staying))
        .collect(ImmutableSortedSet.toImmutableSortedSet(Comparator.naturalOrder()));
  }

  private static void requirePercents(String what, ImmutableSortedSet<Integer> percents) {
    if (!percents.isEmpty() && (percents.first() < 0 || percents.last() > 99)) {
      throw new IllegalArgumentException(
          "percents of pruned %s must be 0 to 99, got %s".formatted(what, percents));
    }
  }
}
