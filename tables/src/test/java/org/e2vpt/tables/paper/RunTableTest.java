package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.e2vpt.tables.paper.Fixtures.diverged;
import static org.e2vpt.tables.paper.Fixtures.run;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTableTest {

  @TempDir Path directory;

  @Test
  void isReadAsItWasWritten() throws IOException {
    Path file = directory.resolve("runs.csv");
    List<Run> runs = List.of(run("linear", "count", 1, 38.204), diverged("linear", "count", 2));

    RunTable.write(file, runs);

    assertThat(RunTable.read(file)).isEqualTo(runs);
    assertThat(file)
        .hasContent(
            """
            schema,table,row,task,group,campaign,seed,status,accuracy,trial_id,settings,searched,precision,tuned,kept,total,seconds,images_per_second,commit,device,host,engine,java,weights,data,finished
            3,mini/mini,linear,count,Structured,1,1,ok,38.20,0123456789ab,sgd lr 0.5 wd 0.001; visual 4,grid,fp32,20000,10000,1000000,12.50,1500.0,0123456,cpu,"Some CPU, 2 cores","DJL 0.35.1, PyTorch 2.7.1",17,weights-hash,data-hash,2026-11-20T12:00:00Z
            3,mini/mini,linear,count,Structured,1,2,diverged,,ba9876543210,sgd lr 5 wd 0,grid,fp32,0,0,0,,,0123456,cpu,"Some CPU, 2 cores","DJL 0.35.1, PyTorch 2.7.1",17,weights-hash,data-hash,2026-11-20T12:00:00Z
            """);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3,mini/mini       | 9,mini/mini      | schema 9, but this program reads schema 3: use the program that wrote the file
          ok,38.20          | ok,              | a run has an accuracy of 0 to 100 percent if, and only if, its status is ok; got NaN with status OK
          ok,38.20          | diverged,38.20   | a run has an accuracy of 0 to 100 percent if, and only if, its status is ok; got 38.2 with status DIVERGED
          ok,38.20          | passed,38.20     | column 'status': expected a trial's status, got 'passed'
          Structured,1,1    | Structured,0,1   | a campaign has a number from 1 to 20, got 0
          grid,fp32         | half,fp32        | column 'searched': expected none, grid or race, got 'half'
          20000,10000       | 10000,20000      | expected 0 <= kept <= tuned <= total, got kept 20000, tuned 10000, total 1000000
          ok,38.20          | ok,0x1p3         | column 'accuracy': expected a number, got '0x1p3'
          12.50,1500.0      | 12.50,15e2d      | column 'images_per_second': expected a number, got '15e2d'
          20000,10000       | ٢٠٠٠٠,10000      | column 'tuned': expected a count, 0 or more, got '٢٠٠٠٠'
          20000,10000       | 20000,-1         | column 'kept': expected a count, 0 or more, got '-1'
          Structured,1,1    | Structured,1,+1  | column 'seed': expected a whole number, got '+1'
          12.50,1500.0      | -1.00,1500.0     | seconds and images per second must be finite and not negative, got -1.0 and 1500.0
          2026-11-20T12     | yesterday at 12  | column 'finished': expected a time such as 2026-11-20T12:00:00Z, got 'yesterday at 12:00:00Z'
          """)
  void saysWhereALineIsWrong(String from, String to, String message) throws IOException {
    Path file = directory.resolve("runs.csv");
    RunTable.write(file, List.of(run("linear", "count", 1, 38.2)));
    Files.writeString(file, Files.readString(file).replace(from, to));

    assertThatThrownBy(() -> RunTable.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ":2: " + message);
  }

  @Test
  void refusesALineBreakInAField() {
    Run run = run("linear\n", "count", 1, 38.2);

    assertThatThrownBy(() -> RunTable.write(directory.resolve("runs.csv"), List.of(run)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s: a field must not hold a line break: 'linear\n'", directory.resolve("runs.csv"));
  }

  @Test
  void takesARunFromTheJournalsEntry() {
    Run expected = run("linear", "count", 7, 38.2);
    Trial trial =
        new Trial(
            "mini-vit.cifar10",
            "weights-hash",
            "count",
            "data-hash",
            Trial.Split.FINAL,
            "linear",
            ImmutableSortedMap.of(),
            new Recipe(Recipe.OptimizerKind.SGD, 0.5, 0.001, 20, 2, 64, Warmup.FROM_ZERO),
            7,
            Execution.DEFAULT);
    TrialResult result =
        new TrialResult(
            trial,
            1,
            TrialResult.Status.OK,
            new TrialResult.Measured(38.2, 0.9, 20_000, 10_000, 1_000_000, 12.5, 1500),
            "",
            expected.environment(),
            Instant.parse("2026-11-20T12:00:00.987Z"));

    Run run =
        Run.of(
            "mini/mini",
            "linear",
            Group.STRUCTURED,
            1,
            expected.settings(),
            SearchKind.GRID,
            result);

    assertThat(run).usingRecursiveComparison().ignoringFields("trialId").isEqualTo(expected);
    assertThat(run.trialId()).isEqualTo(trial.id());
  }
}
