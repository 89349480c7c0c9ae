package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.e2vpt.tables.paper.CellAssert.assertThat;
import static org.e2vpt.tables.paper.Fixtures.cell;
import static org.e2vpt.tables.paper.Fixtures.diverged;
import static org.e2vpt.tables.paper.Fixtures.run;

import java.util.List;
import org.junit.jupiter.api.Test;
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
            "mini › VPT-deep › Structured: 38.20 ± 0.30 % (n = 3) is 3.30 below the recorded"
                + " 41.50 ± 0.62 % (n = 5), tolerance 2.10 (seeds' spread): not reproduced."
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
                + " tolerance 2.10 (seeds' spread): inconclusive, 1 of 3 seeds. No runs.");
  }

  @Test
  void saysBetterBesideTheVerdict() {
    org.assertj.core.api.Assertions.assertThat(cell(new Summary(3, 48, 0.4)).sentence())
        .endsWith(": not reproduced, better");
  }
}
