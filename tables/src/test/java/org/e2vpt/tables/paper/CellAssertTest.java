package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.e2vpt.tables.paper.CellAssert.assertThat;
import static org.e2vpt.tables.paper.Fixtures.cell;
import static org.e2vpt.tables.paper.Fixtures.diverged;
import static org.e2vpt.tables.paper.Fixtures.run;

import java.util.List;
import org.e2vpt.tables.verdict.VerdictWord;
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
            "mini › VPT-deep › Structured: differs: as invented."
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
    Cell cell = cell(new Summary(3, 40, 0.4));

    assertThatThrownBy(() -> assertThat(cell, List.of()).reproducesItsReference())
        .isInstanceOf(TestAbortedException.class)
        .hasMessageEndingWith("mini › VPT-deep › Structured: inconclusive: as invented. No runs.");
  }

  @ParameterizedTest
  @CsvSource({
    "REPRODUCED,      0, passes",
    "MATCHES,         0, passes",
    "IDENTICAL,       0, passes",
    "NOT_REPRODUCED,  3, passes", // better than printed
    "NOT_REPRODUCED, -3, fails",
    "DIFFERS,         3, fails",
    "DIFFERS,        -3, fails",
    "NOT_RUN,         0, fails",
    "CONSISTENT,      1, neither",
    "INCONCLUSIVE,    1, neither",
  })
  void eachVerdictHasItsOutcome(VerdictWord word, double difference, String outcome) {
    Judgement judgement =
        new Judgement(word, word, false, 1, "a guess", difference, 1, 9, 2, 1, 1, 1, 1, "invented");
    Summary measured = word == VerdictWord.NOT_RUN ? Summary.NONE : new Summary(3, 50, 1);
    Cell cell =
        new Cell(Fixtures.STRUCTURED, measured, Summary.NONE, judgement, 1, 1, Cost.NOTHING, 1500);

    org.assertj.core.api.Assertions.assertThat(
            cell.passes() ? "passes" : cell.fails() ? "fails" : "neither")
        .isEqualTo(outcome);
  }
}
