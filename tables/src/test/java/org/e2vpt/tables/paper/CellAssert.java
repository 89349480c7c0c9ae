package org.e2vpt.tables.paper;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/**
 * Asserts verdicts, such as
 *
 * <pre>{@code
 * assertThat(cell, runs).reproducesItsReference();
 * }</pre>
 *
 * <p>It passes for 41.20 ± 0.40 % (n = 3) against 41.50 with tolerance 2.10, and fails for 38.20 ±
 * 0.30 %.
 */
public final class CellAssert extends AbstractAssert<CellAssert, Cell> {

  private final List<Run> runs;

  private CellAssert(Cell cell, List<Run> runs) {
    super(cell, CellAssert.class);
    this.runs = runs;
  }

  /**
   * Starts an assertion.
   *
   * @param runs of the whole table; the cell's own are named in messages
   */
  public static CellAssert assertThat(Cell cell, List<Run> runs) {
    return new CellAssert(cell, runs);
  }

  /**
   * Passes if the cell is reproduced or better, fails if it is neither or was not run, and aborts
   * the test, as neither passed nor failed, if the cell is inconclusive.
   */
  public CellAssert reproducesItsReference() {
    String message = actual.sentence() + ". " + describeRuns();
    if (actual.fails()) {
      throw failure("%s", message);
    }
    if (actual.verdict() == Verdict.INCONCLUSIVE) {
      abort(message);
    }
    return this;
  }

  private String describeRuns() {
    List<Run> own = Aggregation.runsOf(actual.asked(), runs);
    return own.isEmpty()
        ? "No runs."
        : own.stream().map(CellAssert::describe).collect(Collectors.joining(", ", "Runs: ", "."));
  }

  private static String describe(Run run) {
    String end =
        run.ok() ? Decimals.percent(run.accuracy()) : run.status().name().toLowerCase(Locale.ROOT);
    return String.format(
        Locale.ROOT, "%s seed %d %s (%s)", run.task(), run.seed(), end, run.trialId());
  }
}
