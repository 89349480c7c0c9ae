package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.e2vpt.harness.schedule.GpuUse;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.plan.Budget;
import org.e2vpt.tables.plan.Lengths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunConfigTest {

  @Test
  void runsTheWholeSearchInThePapersProtocolByDefault() {
    RunConfig config = Configs.of("tables=table4");

    assertThat(config.budget()).isEqualTo(Budget.PAPER);
    assertThat(config.lengths()).isEqualTo(Lengths.KNOWN);
    assertThat(config.seeds(config.onlyPage().paper())).containsExactly(42, 44, 82);
    assertThat(config.gpu()).isEqualTo(GpuUse.AUTO);
    assertThat(config.data()).isEqualTo(RunConfig.Data.AUTO);
    assertThat(config.recorded()).isEmpty();
    assertThat(config.reports()).hasToString("reports");
  }

  /** It is no part of a trial, and of no command. */
  @ParameterizedTest
  @CsvSource({"tables=mini, false", "tables=mini keep.full=true, true"})
  void tellsWorkersWhetherFullIsKept(String settings, String kept) {
    RunConfig config = Configs.of(settings);

    assertThat(config.forWorkers()).containsEntry("keep.full", kept);
    assertThat(config.command(config.onlyPage())).doesNotContain("keep");
  }

  /** The command that a report gives, from what a user asked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tables=table4                             | -Dtables=table4 -Dseeds=42,44,82
          tables=e2vpt/table4                       | -Dtables=table4 -Dseeds=42,44,82
          tables=TABLE4 budget=quick                | -Dtables=table4 -Dbudget=quick -Dseeds=42
          tables=table4 hours=48                    | -Dtables=table4 -Dseeds=42,44,82 -Dhours=48
          tables=table4 budget=tuned lengths=inferred seeds=7 | -Dtables=table4 -Dbudget=tuned -Dlengths=inferred -Dseeds=7
          tables=mini                               | -Dtables=mini -Dseeds=42,44,82
          tables=mini/mini,mini/mini-figure4        | -Dtables=mini/mini,mini-figure4 -Dseeds=42,44,82
          tables=mini rows=linear                   | -Dtables=mini -Dseeds=42,44,82 -Drows=linear
          tables=mini protocol=released protocol.segments=8 tasks=digits | -Dtables=mini -Dseeds=42,44,82,100,800 -Dtasks=digits -Dprotocol=released -Dprotocol.segments=8
          tables=table4 protocol.pixels=pillow      | -Dtables=table4 -Dseeds=42,44,82 -Dprotocol=paper -Dprotocol.pixels=pillow
          tables=table4 repeats=3                   | -Dtables=table4 -Drepeats=3 -Dseeds=42,44,82
          tables=mini precision=bf16                | -Dtables=mini -Dseeds=42,44,82 -Dprecision=bf16
          tables=search/grid papers.dir=../docs/racing | -Dtables=search -Dseeds=42,44,82 -Dpapers.dir=../docs/racing
          tables=mini papers.dir=../docs/racing     | -Dtables=mini -Dseeds=42,44,82
          """)
  void givesTheCommandOfARun(String settings, String options) {
    RunConfig config = Configs.of(settings);

    assertThat(config.command(config.onlyPage())).isEqualTo("mvn verify " + options);
  }

  @Test
  void givesACommandThatAShellReadsAsItIsMeant() {
    Properties settings = Configs.properties("tables=mini gpu=off");
    settings.setProperty("reports", "/my runs");
    settings.setProperty("rows", "linear, bias");
    RunConfig config = RunConfig.of(settings);

    assertThat(config.commandHere(config.onlyPage()))
        .isEqualTo(
            "mvn verify -Dtables=mini -Dseeds=42,44,82 '-Drows=linear, bias' -Dgpu=off"
                + " '-Dreports=/my runs'");
  }

  @Test
  void keepsOneJournalForAllPapersAndMinisInItsOwnFolder() {
    RunConfig config = Configs.of("tables=table1,table5,mini");

    assertThat(config.pages())
        .extracting(config::directory)
        .extracting(Path::toString)
        .containsExactly("reports/e2vpt/table1", "reports/e2vpt/table5", "reports/mini");
    assertThat(config.pages())
        .extracting(config::trials)
        .extracting(Path::toString)
        .containsExactly("reports/trials", "reports/trials", "reports/mini");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          budget=all             | budget must be one of paper, tuned, quick; got 'all'
          lengths=long           | lengths must be one of known, released, inferred, paper-grid; got 'long'
          keep.full=maybe        | keep.full must be one of false, true; got 'maybe'
          hours=0                | hours must be a whole number from 1 to 100000; got '0'
          hours=2d               | hours must be a whole number from 1 to 100000; got '2d'
          hours=48 time=8h       | hours=48 ends the run, too: omit time=8h
          gpu=yes                | gpu must be one of auto, require, off; got 'yes'
          data=no                | data must be one of auto, require; got 'no'
          run=always             | run must be one of missing, never; got 'always'
          budget=tunde           | budget must be one of paper, tuned, quick; got 'tunde'. Did you mean 'tuned'?
          run=never              | run=never compares a journal: name it, as in journal=reports/trials
          run=missing journal=x  | with journal=x nothing is run: omit run=missing
          seeds=1,two            | seeds must be whole numbers, such as 42,44,82; got '1,two'
          seeds=42,42            | seeds must be different whole numbers: a seed gives one run; got '42,42'
          repeats=0              | repeats must be a whole number of at least 1; got '0'
          workers=0              | workers must be a whole number of at least 1; got '0'
          papers.dir=nowhere     | there is no folder nowhere: papers.dir names a folder that contains a folder for each paper
          """)
  void listsWhatIsValid(String settings, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Configs.of(settings))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tables=mini protocol.runs=6       | protocol.runs is 6, but only 5 seeds are published; name the seeds, as in seeds=1,2,3
          tables=table4 budget=quick seeds=1,2 | budget quick has one seed, got [1, 2]
          tables=table4 repeats=21          | repeats must be a whole number from 1 to 20; got '21'
          tables=table4 repeats=2 budget=tuned | budget tuned has no search to repeat: ask for more seeds, or for budget paper
          tables=mini repeats=2             | mini is compared with recorded runs of one search each, so there is nothing to compare a repeat of a search with: omit repeats
          tables=table4 seeds=42,7,1042     | seeds 42 and 1042 differ by a multiple of 1000, so a repeat of one has the other: take another seed
          tables=table4 rows=full           | rows must be some of visual,visual-kv,visual-pruned,e2vpt of table4; got 'full'
          tables=table5 groups=FGVC         | groups must be some of Natural,Specialized,Structured of table5; got 'FGVC'
          tables=figure4 tasks=svhn,dtd     | tasks must be some of svhn of figure4; got 'svhn,dtd'
          tables=mini tasks=digits,cifar    | tasks must be some of digits,shapes-count,shapes-location,shapes-orientation of mini; got 'digits,cifar'
          """)
  void listsWhatTheTablesHave(String settings, String message) {
    RunConfig config = Configs.of(settings);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> CellSelection.of(config, config.pages().get(0)))
        .withMessage(message);
  }

  @Test
  void aFilterMayNameWhatOneOfTheTablesHasThatAreAskedForTogether() {
    RunConfig both = Configs.of("tables=table1,table5 rows=e2vpt,kv-after groups=Natural");

    assertThat(asked(both, 0))
        .extracting(AskedCell::name)
        .containsExactly("Table 1 › E²VPT (Ours) › Natural");
    assertThat(asked(both, 1))
        .extracting(AskedCell::name)
        .containsExactly("Table 5 › After › Natural");
    assertThat(both.command(both.pages().get(1)))
        .startsWith("mvn verify -Dtables=table1,table5 -Dseeds=");
    RunConfig wrong = Configs.of("tables=table4,figure4 groups=FGVC,VTAB");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> asked(wrong, 0))
        .withMessage("groups must be some of Natural,FGVC of table4, figure4; got 'FGVC,VTAB'");
  }

  @Test
  void filtersMayLeaveNothingOfATable() {
    RunConfig config = Configs.of("tables=table4 groups=Natural tasks=fgvc_nabirds");

    assertThat(asked(config, 0)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableRun.of(config, config.onlyPage(), Readiness.here(config.folder())))
        .withMessage("no cell of table4 is left by {groups=Natural, tasks=fgvc_nabirds}");
  }

  @Test
  void aTableThatRunsOnlyIfAskedForIsRunIfItIsNamed() {
    assertThat(asked(Configs.of("tables=mini/mini-protocols"), 0))
        .flatExtracting(AskedCell::tasks)
        .containsExactly("digits", "shapes-count", "digits", "shapes-count");
  }

  @Test
  void filtersLeaveTheCellsThatAreAskedFor() {
    assertThat(asked(Configs.of("tables=table1 rows=full groups=Natural,FGVC"), 0))
        .extracting(AskedCell::name)
        .containsExactly("Table 1 › Full › FGVC", "Table 1 › Full › Natural");
  }

  /**
   * Rows that a report compares have more tasks than others, and not all are run by default. A row
   * or a group that has none by default runs if it is asked for.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                             | e2vpt | digits
          ''                             | bias  | digits
          tasks=all                      | e2vpt | digits shapes-count shapes-location shapes-orientation
          tasks=all                      | bias  | digits shapes-count
          tasks=shapes-location,digits   | e2vpt | digits shapes-location
          tasks=shapes-location,digits   | bias  | digits
          rows=vpt-deep,linear           | bias  | ''
          rows=vpt-deep,linear           | linear | digits
          groups=structured              | e2vpt | shapes-count shapes-location shapes-orientation
          groups=structured              | e2vpt-released | ''
          groups=natural                 | e2vpt | digits
          ''                             | e2vpt-released | ''
          rows=e2vpt-released            | e2vpt-released | digits shapes-count
          rows=e2vpt-released,linear     | e2vpt-released | digits shapes-count
          rows=e2vpt-released,linear     | linear | digits
          """)
  void miniHasTasksOfItsOwnForEachRow(String settings, String row, String tasks) {
    assertThat(
            asked(Configs.of("tables=mini " + settings), 0).stream()
                .filter(cell -> cell.row().equals(row))
                .flatMap(cell -> cell.tasks().stream()))
        .containsExactlyElementsOf(Splitter.on(' ').omitEmptyStrings().split(tasks));
  }

  @Test
  void knowsThePapersOfAFolderOfOnesOwn(@TempDir Path folder) throws IOException {
    Path empty = Files.createDirectory(folder.resolve("papers"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Configs.of("papers.dir=" + empty))
        .withMessage(
            "%s holds no paper: a paper is a folder in it, with the file paper.csv", empty);
  }

  private static ImmutableList<AskedCell> asked(RunConfig config, int page) {
    return CellSelection.of(config, config.pages().get(page)).asked();
  }
}
