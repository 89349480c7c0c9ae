package org.e2vpt.tables.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;

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

  /** One point of the grid. */
  record Pruning(int tokenPercent, int segmentPercent) {}

  public PruneSpace {
    if (tokenPercents.isEmpty() != segmentPercents.isEmpty()) {
      throw new IllegalArgumentException(
          "pruning needs percents of tokens and of segments (0 for none), got %s and %s"
              .formatted(tokenPercents, segmentPercents));
    }
    requirePercents("tokens", tokenPercents);
    requirePercents("segments", segmentPercents);
  }

  /** The grid in order of preference: of two equally good prunings the one that removes more. */
  ImmutableList<Pruning> prunings() {
    ImmutableList.Builder<Pruning> prunings = ImmutableList.builder();
    for (int tokens : tokenPercents.descendingSet()) {
      for (int segments : segmentPercents.descendingSet()) {
        prunings.add(new Pruning(tokens, segments));
      }
    }
    return prunings.build();
  }

  int size() {
    return tokenPercents.size() * segmentPercents.size();
  }

  private static void requirePercents(String what, ImmutableSortedSet<Integer> percents) {
    if (!percents.isEmpty() && (percents.first() < 0 || percents.last() > 99)) {
      throw new IllegalArgumentException(
          "percents of pruned %s must be 0 to 99, got %s".formatted(what, percents));
    }
  }
}
