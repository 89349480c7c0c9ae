package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Objects;
import org.e2vpt.tables.paper.Summary;

/**
 * The rule before that of {@link VerdictWord}: a fixed tolerance about the printed value, which was
 * taken for the truth. It stands here to be compared with.
 */
enum FormerRule {
  REPRODUCED,
  NOT_REPRODUCED,
  INCONCLUSIVE;

  /** One difference of two values that are printed for the same function, Table 5 (a). */
  private static final ImmutableMap<String, Double> TOLERANCES =
      ImmutableMap.of("Natural", 0.66, "Specialized", 0.13, "Structured", 0.63, "FGVC", 0.66);

  /** The widest interval that said something, in tolerances. */
  private static final int WIDEST_INTERVAL = 3;

  /** By two seeds or more, all of which finished. */
  static FormerRule judge(String column, List<Double> seeds, double printed) {
    Summary measured = Summary.of(seeds);
    double tolerance = Objects.requireNonNull(TOLERANCES.get(column));
    double distance = Math.abs(measured.mean() - printed);
    if (distance <= tolerance) {
      return measured.halfWidth() <= WIDEST_INTERVAL * tolerance ? REPRODUCED : INCONCLUSIVE;
    }
    return distance - measured.halfWidth() > tolerance ? NOT_REPRODUCED : INCONCLUSIVE;
  }
}
