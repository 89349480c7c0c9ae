package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.e2vpt.tables.paper.Fixtures.STRUCTURED;
import static org.e2vpt.tables.paper.Fixtures.diverged;
import static org.e2vpt.tables.paper.Fixtures.run;
import static org.e2vpt.tables.paper.Fixtures.structured;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.Test;

class AggregationTest {

  private static final Cost SEARCH = new Cost(10, 100);

  private static final Judgement MATCHES = Judgement.none(VerdictWord.MATCHES, "matches: invented");

  private static final Reference REFERENCE =
      new RecordedReference(
          ImmutableList.of(
              new Score("vpt-deep", "count", 1, 50.0),
              new Score("vpt-deep", "location", 1, 33.0),
              new Score("vpt-deep", "count", 2, 51.0),
              new Score("vpt-deep", "location", 2, 34.0)),
          RecordedReference.NONE.provenance());

  @Test
  void averagesTasksThenSeeds() {
    List<Run> runs =
        List.of(
            run("vpt-deep", "count", 1, 50),
            run("vpt-deep", "location", 1, 33),
            run("vpt-deep", "count", 2, 52),
            run("vpt-deep", "location", 2, 34),
            run("linear", "count", 1, 10));

    Cell cell = Aggregation.cell(structured(2), SEARCH, runs, REFERENCE, MATCHES);

    assertThat(cell)
        .isEqualTo(
            new Cell(
                structured(2),
                Summary.of(List.of(41.5, 43.0)),
                Summary.of(List.of(41.5, 42.5)),
                MATCHES,
                2,
                1,
                new Cost(14, 150),
                1500));
  }

  @Test
  void leavesOutIncompleteSeedsButCountsTheirCost() {
    List<Run> runs =
        List.of(
            run("vpt-deep", "count", 1, 50),
            run("vpt-deep", "location", 1, 33),
            run("vpt-deep", "count", 2, 90),
            diverged("vpt-deep", "location", 2));

    Cell cell = Aggregation.cell(STRUCTURED, SEARCH, runs, REFERENCE, MATCHES);

    assertThat(cell.measured()).isEqualTo(new Summary(1, 41.5, Double.NaN));
    assertThat(cell.cost()).isEqualTo(new Cost(14, 137.5));
  }

  @Test
  void withoutRunsACellIsNotRun() {
    Cell cell =
        Aggregation.cell(
            STRUCTURED,
            Cost.NOTHING,
            List.of(),
            REFERENCE,
            Judgement.none(VerdictWord.NOT_RUN, "not run: invented"));

    assertThat(cell.measured()).isEqualTo(Summary.NONE);
    assertThat(cell.cost()).isEqualTo(Cost.NOTHING);
    assertThat(cell.tunedShare()).isNaN();
    assertThat(cell.imagesPerSecond()).isNaN();
  }
}
