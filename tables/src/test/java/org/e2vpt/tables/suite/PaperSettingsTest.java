package org.e2vpt.tables.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Properties;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.plan.Budget;
import org.e2vpt.tables.plan.Lengths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperSettingsTest {

  @Test
  void runTheWholeSearchInThePapersProtocolByDefault() {
    PaperSettings settings = PaperSettings.of(new Properties());

    assertThat(settings.plan().budget()).isEqualTo(Budget.PAPER);
    assertThat(settings.plan().lengths()).isEqualTo(Lengths.RELEASED);
    assertThat(settings.seeds()).containsExactly(42, 44, 82);
    assertThat(settings.gpu()).isEqualTo(PaperSettings.Gpu.AUTO);
    assertThat(settings.data()).isEqualTo(PaperSettings.Data.AUTO);
    assertThat(settings.recorded()).isEmpty();
    assertThat(settings.command("table4"))
        .isEqualTo("mvn verify -Ptable4 -Dbudget=paper -Dlengths=released -Dseeds=42,44,82");
    assertThat(settings.notes("table1")).containsEntry("budget", "paper");
  }

  @Test
  void noteWhatIsRunOtherwise() {
    assertThat(with("protocol=released").notes("table4"))
        .containsEntry(
            "difference of fgvc_nabirds",
            "the setting is chosen by the accuracy on val after the last epoch; the released script"
                + " takes that of the best epoch (tune_fgvc_PruningRewind.py)");
    assertThat(with("protocol=released").notes("table4").get("difference of every row"))
        .startsWith("a training that diverges is out of the search; ")
        .contains("PruningRewind_CVK.py); the weights are those of ImageNet-21k, ");
    assertThat(with("protocol=paper").notes("table4"))
        .doesNotContainKey("difference of fgvc_nabirds");
  }

  @Test
  void keepOneJournalForAllTables() {
    PaperSettings settings = PaperSettings.of(new Properties());

    assertThat(settings.trials("table1")).isEqualTo(settings.trials("table5"));
  }

  @Test
  void aQuickRunHasOneSeed() {
    assertThat(with("budget=quick").seeds()).containsExactly(42);
    assertThat(with("budget=quick protocol=released").command("table4"))
        .isEqualTo(
            "mvn verify -Ptable4 -Dbudget=quick -Dlengths=released -Dseeds=42"
                + " -Dprotocol=released");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          budget=all             | budget must be one of paper, tuned, quick; got 'all'
          lengths=long           | lengths must be one of released, inferred, paper-grid; got 'long'
          gpu=yes                | gpu must be one of auto, require, off; got 'yes'
          data=no                | data must be one of auto, require; got 'no'
          run=always             | run must be one of missing, never; got 'always'
          budget=tunde           | budget must be one of paper, tuned, quick; got 'tunde'. Did you mean 'tuned'?
          run=never              | run=never compares a journal: name it, as in journal=reports/trials
          run=missing journal=x  | with journal=x nothing is run: leave run=missing away
          budget=quick seeds=1,2 | budget quick has one seed, got [1, 2]
          """)
  void listWhatIsValid(String settings, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> with(settings)).withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          table4  | rows=full       | rows must be some of visual,visual-kv,visual-pruned,e2vpt of table4; got 'full'
          table5  | groups=FGVC     | groups must be some of Natural,Specialized,Structured of table5; got 'FGVC'
          figure4 | tasks=svhn,dtd  | tasks must be some of svhn of figure4; got 'svhn,dtd'
          """)
  void filtersListWhatATableHas(String table, String settings, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PaperCells.of(table, with(settings)))
        .withMessage(message);
  }

  @Test
  void aFilterMayNameWhatOneOfTheTablesHasThatAreAskedForTogether() throws IOException {
    PaperSettings both = with("tables=table1,table5 rows=e2vpt,kv-after groups=Natural");

    assertThat(both.together("table5")).containsExactly("table1", "table5");
    assertThat(PaperCells.of("table1", both).asked())
        .extracting(AskedCell::name)
        .containsExactly("Table 1 › E²VPT (Ours) › Natural");
    assertThat(PaperCells.of("table5", both).asked())
        .extracting(AskedCell::name)
        .containsExactly("Table 5 › After › Natural");
    assertThat(both.command("table5")).startsWith("mvn verify -Ptable1,table5 -Dbudget=paper -D");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PaperCells.of("table4", with("tables=table4,figure4 groups=FGVC,VTAB")))
        .withMessage("groups must be some of Natural,FGVC of table4, figure4; got 'FGVC,VTAB'");
  }

  @Test
  void filtersMayLeaveNothingOfATable() throws IOException {
    PaperSettings settings = with("groups=Natural tasks=fgvc_nabirds");

    assertThat(PaperCells.of("table4", settings).isEmpty()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PaperTables.of("table4", settings, Readiness.here()))
        .withMessage("no cell of table4 is left by {groups=Natural, tasks=fgvc_nabirds}");
  }

  @Test
  void filtersLeaveTheCellsThatAreAskedFor() throws IOException {
    assertThat(PaperCells.of("table1", with("rows=full groups=Natural,FGVC")).asked())
        .extracting(AskedCell::name)
        .containsExactly("Table 1 › Full › FGVC", "Table 1 › Full › Natural");
  }

  private static PaperSettings with(String settings) {
    Properties properties = new Properties();
    for (String setting : settings.split(" ")) {
      String[] pair = setting.split("=", 2);
      properties.setProperty(pair[0], pair[1]);
    }
    return PaperSettings.of(properties);
  }
}
