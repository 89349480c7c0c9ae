package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.e2vpt.harness.data.NoData;
import org.e2vpt.tables.accounting.ImpliedLength;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.plan.RowPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What printed tuned shares say of VPT's lengths, computed once more by somebody else. */
class InferredLengthsTest {

  private static final Paper VPT = Papers.shipped().get("vpt");

  @ParameterizedTest
  @CsvFileSource(resources = "prompt_lengths.csv", numLinesToSkip = 1)
  void areThoseThatFitThePrintedShare(
      String table, String row, String task, double low, double high, String searched)
      throws Exception {
    PaperRow paperRow = VPT.row(table, row);
    PaperTask paperTask = VPT.task(task);
    ImpliedLength implied =
        PaperWorld.withoutFiles(NoData.FOLDER).implied(VPT, paperRow, paperTask).orElseThrow();

    assertThat(implied.low()).isEqualTo(low, within(0.006));
    assertThat(implied.high()).isEqualTo(high, within(0.006));
    assertThat(lengths("tables=vpt/%s rows=%s tasks=%s".formatted(table, row, task)))
        .isEqualTo(searched);
  }

  private static String lengths(String settings) throws Exception {
    RunConfig config = Configs.of(settings);
    RowPlan plan = TableRun.planned(config, config.onlyPage()).get(0);
    return String.join(
        " ",
        plan.row().search().variants().stream().map(variant -> variant.get("visual")).toList());
  }

  @Test
  void areSearchedWhereNoShareIsPrinted() throws Exception {
    assertThat(lengths("tables=table3 rows=mae-vpt-deep tasks=cifar"))
        .isEqualTo("1 5 10 50 100 200");
    assertThat(lengths("tables=table1 rows=vpt-deep tasks=cifar lengths=paper-grid"))
        .isEqualTo("1 5 10 50 100 200");
  }

  /** Of several that fit, a run without a search takes the one that the share says best. */
  @Test
  void oneIsTakenWithoutASearch() throws Exception {
    assertThat(lengths("tables=vpt/table1 rows=vpt-shallow tasks=sun397")).isEqualTo("1 5 10");
    assertThat(lengths("tables=vpt/table1 rows=vpt-shallow tasks=sun397 budget=tuned"))
        .isEqualTo("5"); // 6.1
  }

  @Test
  void areExplained() {
    RunConfig config = Configs.of("tables=table1");

    assertThat(
            config
                .plan(config.onlyPage().paper())
                .inference(
                    config.onlyPage().paper().row("table1", "vpt-deep"),
                    config.onlyPage().paper().task("cifar"),
                    PaperWorld.withoutFiles(NoData.FOLDER)))
        .contains(
            "visual 10: 100*(76,900 + 9,216*x)/(85,875,556 + 9,216*x) = 0.20 at x = 9.85 to 10.78");
  }
}
