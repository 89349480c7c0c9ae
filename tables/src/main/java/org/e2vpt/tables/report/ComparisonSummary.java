package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import org.e2vpt.tables.paper.Summary;

/**
 * A comparison for programs; docs/json.md describes its members.
 *
 * @param outcomes how many cells have each outcome, by its words
 * @param pairs runs with the same row, task and seed: of all rows, then of each
 */
record ComparisonSummary(
    String first,
    String second,
    String answer,
    ImmutableMap<String, Integer> outcomes,
    ImmutableList<Change> changes,
    ImmutableList<OfCell> cells,
    ImmutableList<OfPairs> pairs) {

  /**
   * Runs with the same row, task and seed.
   *
   * @param difference mean of second − first, in points
   * @param low end of the 95 % interval of {@code difference}
   * @param high the other end
   */
  record OfPairs(String title, int pairs, double difference, double low, double high) {

    private static OfPairs of(PairedDifference pair) {
      return new OfPairs(
          pair.title(),
          pair.pairs(),
          Words.rounded(pair.points()),
          Words.rounded(pair.points() - pair.halfWidth()),
          Words.rounded(pair.points() + pair.halfWidth()));
    }
  }

  /**
   * A cell on both sides.
   *
   * @param difference second − first, in points
   * @param low end of the 95 % interval of {@code difference}
   * @param high the other end
   */
  record OfCell(
      String table,
      String row,
      String title,
      String column,
      String outcome,
      Summary first,
      Summary second,
      double difference,
      double low,
      double high,
      ImmutableList<String> notes) {

    private static OfCell of(CellDifference cell) {
      return new OfCell(
          cell.place().table(),
          cell.place().row(),
          cell.title(),
          cell.place().column(),
          cell.outcome().words(),
          rounded(cell.first()),
          rounded(cell.second()),
          Words.rounded(cell.points()),
          Words.rounded(cell.points() - cell.halfWidth()),
          Words.rounded(cell.points() + cell.halfWidth()),
          cell.notes());
    }

    private static Summary rounded(Summary summary) {
      return new Summary(summary.n(), Words.rounded(summary.mean()), Words.rounded(summary.sd()));
    }
  }

  static ComparisonSummary of(Comparison comparison) {
    return new ComparisonSummary(
        comparison.first(),
        comparison.second(),
        comparison.headline(),
        Arrays.stream(Outcome.values())
            .collect(ImmutableMap.toImmutableMap(Outcome::words, comparison::count)),
        comparison.changes(),
        comparison.differences().stream().map(OfCell::of).collect(ImmutableList.toImmutableList()),
        comparison.pairs().stream().map(OfPairs::of).collect(ImmutableList.toImmutableList()));
  }
}
