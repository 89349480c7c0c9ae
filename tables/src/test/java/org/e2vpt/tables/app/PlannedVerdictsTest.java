package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.tables.ledger.PlannedVerdicts;
import org.e2vpt.tables.plan.RowPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannedVerdictsTest {

  /** A row and task that is planned with other seeds too is repeated. */
  @Test
  void countsRepeats() throws IOException {
    RunConfig config = Configs.of("tables=table1 rows=e2vpt,linear budget=tuned");
    RunPage page = config.onlyPage();
    ImmutableList<RowPlan> plans = TableRun.planned(config, page);
    List<RowPlan> repeated = new ArrayList<>(plans);
    for (int campaign = 2; campaign <= 3; campaign++) {
      for (RowPlan plan : plans) {
        boolean some = List.of("dtd", "svhn").contains(plan.task());
        if (plan.row().id().equals("linear") ? some : plan.task().startsWith("fgvc")) {
          repeated.add(plan.with(ImmutableList.of(campaign * 10, campaign * 10 + 1, 7)));
        }
      }
    }

    List<String> lines =
        PlannedVerdicts.lines(page.paper(), CellSelection.of(config, page).asked(), repeated);

    assertThat(lines.stream().skip(2).map(line -> line.replaceFirst("\\) .*", ")")).limit(6))
        .containsExactly(
            "FGVC (5 tasks, 3 seeds)",
            "Natural (7 tasks, 3 seeds, 3 campaigns of 2)",
            "Specialized (4 tasks, 3 seeds)",
            "Structured (8 tasks, 3 seeds)",
            "FGVC (5 tasks, 3 seeds, 3 campaigns)",
            "Natural (7 tasks, 3 seeds)");
    assertThat(lines.get(lines.size() - 1))
        .matches(
            "true cells of Specialized without repeats will seldom be called reproduced; with 3 campaigns of"
                + " each task \\(-Dbudget=paper -Drepeats=3\\), \\d+ % of Specialized would be");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 'true cells of svhn without repeats will seldom be called reproduced, not even with 3 campaigns of each task'",
    "3, true cells of svhn with these repeats will seldom be called reproduced"
  })
  void saysWhetherRepeatsAreAmongWhatIsNotEnough(int repeats, String words) throws IOException {
    RunConfig config = Configs.of("tables=table4 rows=e2vpt tasks=svhn repeats=" + repeats);
    RunPage page = config.onlyPage();

    List<String> lines =
        PlannedVerdicts.lines(
            page.paper(), CellSelection.of(config, page).asked(), TableRun.planned(config, page));

    assertThat(lines).first().asString().contains("with Holm's correction for 1 cell, if ");
    assertThat(lines).last().isEqualTo(words);
  }
}
