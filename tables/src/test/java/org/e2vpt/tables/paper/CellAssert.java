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
 * <p>What the verdicts are is said in {@code docs/verdicts.md}.
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
   * Passes if the cell is reproduced, better, or as it was recorded, fails if it is neither or was
   * not run, and aborts the test, as neither passed nor failed, if the cell is consistent with its
   * reference or inconclusive.
   */
  public CellAssert reproducesItsReference() {
    String message = actual.sentence() + ". " + describeRuns();
    if (actual.fails()) {
      throw failure("%s", message);
    }
    if (!actual.passes()) {
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
