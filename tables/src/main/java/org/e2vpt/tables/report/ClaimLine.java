package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.audit.Audit;
import org.e2vpt.tables.audit.CheckedClaim;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Run;

/**
 * A claim of the paper, recomputed from its own numbers and from measured ones.
 *
 * @param printed what the paper's numbers say of it
 * @param measured what the run's numbers say, if the claim is about such
 */
record ClaimLine(CheckedClaim printed, Optional<CheckedClaim> measured) {

  /** All claims, for a run of tables of the paper. */
  static ImmutableList<ClaimLine> of(
      Paper paper, List<Cell> cells, List<Run> runs, JudgedTables judged) {
    ImmutableMap<Integer, CheckedClaim> measured =
        Maps.uniqueIndex(
            Audit.of(paper, cells, runs, judged.byName()), finding -> finding.claim().number());
    return Audit.of(paper).stream()
        .map(
            finding ->
                new ClaimLine(finding, Optional.ofNullable(measured.get(finding.claim().number()))))
        .collect(ImmutableList.toImmutableList());
  }

  /** The verdict and its arithmetic, as in {@code holds: 10.20 − 8.10 = 2.10}. */
  String printedWords() {
    return words(printed);
  }

  /** The same of measured numbers; a dash if the claim is not about such. */
  String measuredWords() {
    return measured.map(ClaimLine::words).orElse("–");
  }

  private static String words(CheckedClaim finding) {
    return finding.words() + ": " + finding.arithmetic();
  }
}
