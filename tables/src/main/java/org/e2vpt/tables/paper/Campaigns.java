package org.e2vpt.tables.paper;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the seeds of a campaign follow from those of the first. A campaign is the whole procedure of
 * a row on a task: search, pruning and final runs. Campaign c adds 1000 (c − 1) to each seed, so
 * that a repeat shares no trial with another campaign, also if it chooses the same setting.
 */
public final class Campaigns {

  /** The most that are run of a row on a task. */
  public static final int MOST = 20;

  /** Between the seeds of a campaign and of the next. */
  static final int STEP = 1000;

  private Campaigns() {}

  /**
   * The seed in a campaign.
   *
   * @param first seed in the first campaign
   * @param campaign from 1
   */
  public static int seed(int first, int campaign) {
    return first + STEP * (campaign - 1);
  }

  /**
   * Requires of the seeds of a first campaign that no repeat has one of them too.
   *
   * @throws IllegalArgumentException naming two that differ by a multiple of 1000
   */
  public static void requireDifferent(List<Integer> seeds) {
    Map<Integer, Integer> remainders = new HashMap<>();
    for (int seed : seeds) {
      Integer other = remainders.putIfAbsent(Math.floorMod(seed, STEP), seed);
      if (other != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "seeds %d and %d differ by a multiple of %d, so a repeat of one has the other: take"
                    + " another seed",
                other,
                seed,
                STEP));
      }
    }
  }

  /** The seed of the first campaign that {@code seed} stands for in a campaign. */
  public static int firstSeed(int seed, int campaign) {
    return seed - STEP * (campaign - 1);
  }
}
