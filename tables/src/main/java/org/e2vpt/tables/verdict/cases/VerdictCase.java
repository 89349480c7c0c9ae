package org.e2vpt.tables.verdict.cases;

import com.google.common.collect.ImmutableList;
import java.util.OptionalInt;
import org.e2vpt.tables.verdict.GainClaim;
import org.e2vpt.tables.verdict.MeasuredTable;
import org.e2vpt.tables.verdict.TableVerdict;

/**
 * A table to judge, with the claims made about it.
 *
 * @param name as {@code cases.csv} has it
 */
record VerdictCase(
    String name,
    MeasuredTable table,
    ImmutableList<GainClaim> claims,
    ImmutableList<PrintedWins> wins) {

  /**
   * A printed count of tasks that row A wins over row B; empty if only the interval is asked for.
   */
  record PrintedWins(String rowA, String rowB, OptionalInt wins) {}

  TableVerdict judge() {
    return TableVerdict.of(table);
  }
}
