package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.e2vpt.tables.paper.CellAssert.assertThat;
import static org.e2vpt.tables.paper.Fixtures.cell;
import static org.e2vpt.tables.paper.Fixtures.diverged;
import static org.e2vpt.tables.paper.Fixtures.run;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.e2vpt.tables.paper.Tolerances.Tolerance;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opentest4j.TestAbortedException;

class CellAssertTest {

  @Test
  void passesForAReproducedCell() {
    Cell cell = cell(new Summary(3, 41.2, 0.4));

    assertThatCode(() -> assertThat(cell, List.of()).reproducesItsReference())
        .doesNotThrowAnyException();
  }

  @Test
  void passesForABetterCell() {
    Cell cell = cell(new Summary(3, 48, 0.4));

    assertThatCode(() -> assertThat(cell, List.of()).reproducesItsReference())
        .doesNotThrowAnyException();
  }

  @Test
  void failsWithAllNumbersForACellThatIsNotReproduced() {
    List<Run> runs =
        List.of(
            run("vpt-deep", "count", 1, 44.1),
            run("vpt-deep", "location", 1, 32.3),
            diverged("vpt-deep", "count", 2),
            run("linear", "count", 1, 99));

    assertThatThrownBy(
            () -> assertThat(cell(new Summary(3, 38.2, 0.3)), runs).reproducesItsReference())
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "mini › VPT-deep › Structured: 38.20 ± 0.30 % (n = 3), 95 % interval 37.45 to 38.95, is"
                + " 3.30 below the recorded 41.50 ± 0.62 % (n = 5), tolerance 2.10 (seeds' spread);"
                + " mean test: not reproduced."
                + " Runs: count seed 1 44.10 (0123456789ab), location seed 1 32.30 (0123456789ab),"
                + " count seed 2 diverged (ba9876543210).");
  }

  @Test
  void failsForACellThatWasNotRun() {
    assertThatThrownBy(() -> assertThat(cell(Summary.NONE), List.of()).reproducesItsReference())
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "mini › VPT-deep › Structured: not run; recorded is 41.50 ± 0.62 % (n = 5). No runs.");
  }

  @Test
  void abortsForAnInconclusiveCell() {
    Cell cell = cell(new Summary(1, 41.5, Double.NaN));

    assertThatThrownBy(() -> assertThat(cell, List.of()).reproducesItsReference())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageEndingWith(
            "41.50 % (n = 1) is 0.00 above the recorded 41.50 ± 0.62 % (n = 5),"
                + " tolerance 2.10 (seeds' spread); mean test: inconclusive, 1 of 3 seeds"
                + " (one run has no spread). No runs.");
  }

  @Test
  void saysBetterBesideTheVerdict() {
    org.assertj.core.api.Assertions.assertThat(cell(new Summary(3, 48, 0.4)).sentence())
        .endsWith(": not reproduced, better");
  }

  /** Against 50.00 as the paper prints it, with a tolerance of 2. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3 | 50.30 | 0.40 | 50.30 ± 0.40 % (n = 3), 95 % interval 49.31 to 51.29, is 0.30 above | reproduced
          3 | 46.00 | 0.40 | 46.00 ± 0.40 % (n = 3), 95 % interval 45.01 to 46.99, is 4.00 below | not reproduced
          3 | 54.00 | 0.40 | 54.00 ± 0.40 % (n = 3), 95 % interval 53.01 to 54.99, is 4.00 above | not reproduced, better
          3 | 52.50 | 0.40 | 52.50 ± 0.40 % (n = 3), 95 % interval 51.51 to 53.49, is 2.50 above | inconclusive (the interval reaches into the tolerance)
          3 | 50.00 | 2.42 | 50.00 ± 2.42 % (n = 3), 95 % interval 43.99 to 56.01, is 0.00 above | inconclusive (the interval is more than 3 tolerances to each side)
          2 | 50.00 | 0.10 | 50.00 ± 0.10 % (n = 2), 95 % interval 49.10 to 50.90, is 0.00 above | inconclusive, 2 of 3 seeds
          1 | 50.00 |      | 50.00 % (n = 1) is 0.00 above                                       | inconclusive, 1 of 3 seeds (one run has no spread)
          """)
  void saysHowItWasHeldToAPrintedValue(
      int n, double mean, @Nullable Double sd, String measured, String verdict) {
    Cell cell =
        printed(new Summary(n, mean, sd == null ? Double.NaN : sd), new Tolerance(2, "a guess"));

    org.assertj.core.api.Assertions.assertThat(cell.sentence())
        .isEqualTo(
            "Table 1 › VPT › Natural: %s the printed 50.00 %% (spread not printed), tolerance 2.00 (a guess);"
                    .formatted(measured)
                + " interval test: "
                + verdict);
  }

  @Test
  void saysWhatIsPrintedOfACellThatWasNotRun() {
    org.assertj.core.api.Assertions.assertThat(printed(Summary.NONE, Tolerance.NONE).sentence())
        .isEqualTo("Table 1 › VPT › Natural: not run; printed is 50.00 % (spread not printed)");
  }

  private static Cell printed(Summary measured, Tolerance tolerance) {
    return new Cell(
        new AskedCell(
            "e2vpt/table1",
            "Table 1",
            "vpt-deep",
            "VPT",
            "Natural",
            ImmutableList.of("digits"),
            3,
            "paper"),
        measured,
        new Summary(1, 50, Double.NaN),
        tolerance,
        1,
        1,
        Cost.NOTHING,
        1500);
  }
}
