package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.e2vpt.tables.paper.Fixtures.STRUCTURED;
import static org.e2vpt.tables.paper.Fixtures.TOLERANCES;
import static org.e2vpt.tables.paper.Fixtures.diverged;
import static org.e2vpt.tables.paper.Fixtures.run;
import static org.e2vpt.tables.paper.Fixtures.structured;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.e2vpt.tables.paper.Tolerances.Tolerance;
import org.junit.jupiter.api.Test;

class AggregationTest {

  private static final Cost SEARCH = new Cost(10, 100);

  private static final Reference REFERENCE =
      new RecordedReference(
          ImmutableList.of(
              new Score("vpt-deep", "count", 1, 50.0),
              new Score("vpt-deep", "location", 1, 33.0),
              new Score("vpt-deep", "count", 2, 51.0),
              new Score("vpt-deep", "location", 2, 34.0)),
          Reference.NONE.provenance());

  @Test
  void averagesTasksThenSeeds() {
    List<Run> runs =
        List.of(
            run("vpt-deep", "count", 1, 50),
            run("vpt-deep", "location", 1, 33),
            run("vpt-deep", "count", 2, 52),
            run("vpt-deep", "location", 2, 34),
            run("linear", "count", 1, 10));

    Cell cell = Aggregation.cell(structured(2), SEARCH, runs, REFERENCE, TOLERANCES);

    // The reference's two seeds: 41.50 and 42.50; t(0.995, 1) = 63.66, so 63.66 * 0.71 * 1.
    assertThat(cell)
        .isEqualTo(
            new Cell(
                structured(2),
                Summary.of(List.of(41.5, 43.0)),
                Summary.of(List.of(41.5, 42.5)),
                new Tolerance(45.2, "99 % prediction interval of 2 recorded seeds"),
                2,
                1,
                new Cost(14, 150),
                1500));
    assertThat(cell.verdict()).isEqualTo(Verdict.REPRODUCED);
  }

  @Test
  void leavesOutIncompleteSeedsButCountsTheirCost() {
    List<Run> runs =
        List.of(
            run("vpt-deep", "count", 1, 50),
            run("vpt-deep", "location", 1, 33),
            run("vpt-deep", "count", 2, 90),
            diverged("vpt-deep", "location", 2));

    Cell cell = Aggregation.cell(STRUCTURED, SEARCH, runs, REFERENCE, TOLERANCES);

    assertThat(cell.measured()).isEqualTo(new Summary(1, 41.5, Double.NaN));
    assertThat(cell.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(cell.cost()).isEqualTo(new Cost(14, 137.5));
  }

  @Test
  void withoutRunsACellIsNotRun() {
    Cell cell = Aggregation.cell(STRUCTURED, Cost.NOTHING, List.of(), REFERENCE, TOLERANCES);

    assertThat(cell.verdict()).isEqualTo(Verdict.NOT_RUN);
    assertThat(cell.cost()).isEqualTo(Cost.NOTHING);
    assertThat(cell.tunedShare()).isNaN();
    assertThat(cell.imagesPerSecond()).isNaN();
  }

  @Test
  void withoutReferenceACellIsInconclusive() {
    List<Run> runs = List.of(run("vpt-deep", "count", 1, 50), run("vpt-deep", "location", 1, 33));

    Cell cell = Aggregation.cell(STRUCTURED, SEARCH, runs, Reference.NONE, TOLERANCES);

    assertThat(cell.tolerance()).isEqualTo(Tolerance.NONE);
    assertThat(cell.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }
}
