package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.Test;

class RunEndTest {

  private static final RunEnd END =
      new RunEnd(
          ImmutableList.of(
              cell("full", VerdictWord.REPRODUCED, 80),
              cell("a,b: c", VerdictWord.NOT_REPRODUCED, 80),
              cell("bias", VerdictWord.CONSISTENT, 80),
              cell("vfpt", VerdictWord.INCONCLUSIVE, Double.NaN),
              cell("linear", VerdictWord.NOT_RUN, 80),
              cell("mlp-3", VerdictWord.NOT_RUN, 80),
              cell("adapter", VerdictWord.NOT_RUN, 80)),
          ImmutableMap.of(
              cell("linear", VerdictWord.NOT_RUN, 80).asked(),
              "there is no GPU",
              cell("mlp-3", VerdictWord.NOT_RUN, 80).asked(),
              "there is no GPU"),
          "1 of 3 cells reproduced.",
          Duration.ofSeconds(546),
          Path.of("index.html"));

  @Test
  void saysCountsTimeAndWhereTheReportIs() {
    assertThat(END.lines(Map.of()))
        .containsExactly("1 of 3 cells reproduced.", "Took 9 min 06 s. Report: index.html");
  }

  @Test
  void annotatesOnGithubTheCellsThatFailOrAreNotSettled() {
    assertThat(END.lines(Map.of("GITHUB_ACTIONS", "true")))
        .containsExactly(
            "::warning title=2 cells not run::there is no GPU",
            "::error title=Table 1 › a%2Cb%3A c › Natural::Table 1 › a,b: c › Natural: 95 %25 of it",
            "::warning title=Table 1 › bias › Natural::Table 1 › bias › Natural: 95 %25 of it",
            "::error title=Table 1 › adapter › Natural::Table 1 › adapter › Natural: not run; printed"
                + " is 80.00 %25 (spread not printed)",
            "1 of 3 cells reproduced.",
            "Took 9 min 06 s. Report: index.html");
  }

  private static Cell cell(String row, VerdictWord word, double printed) {
    return new Cell(
        new AskedCell(
            "e2vpt/table1", "Table 1", row, row, "Natural", ImmutableList.of("dtd"), 3, "paper"),
        word == VerdictWord.NOT_RUN ? Summary.NONE : new Summary(3, 80, 1),
        Double.isNaN(printed) ? Summary.NONE : new Summary(1, printed, Double.NaN),
        Judgement.none(word, "95 % of it"),
        1,
        1,
        Cost.NOTHING,
        1000);
  }
}
