package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Curve;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaceCommandTest {

  private static final int EPOCHS = 20;
  private static final String HEADER =
      "rungs,backbone,method,task,seed,settings,epochs,raced_epochs,grid_choice,grid_accuracy,"
          + "race_choice,race_accuracy,regret\n";

  private static final ImmutableMap<String, String> METHODS =
      ImmutableMap.of(
          "e2vpt", "E²VPT", "vpt-deep", "VPT-deep", "adapter", "Adapter", "full", "Full");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /**
   * Rate 9 recovers late, as large rates do when the cosine falls, and is best in the end. With
   * seed 42 alone both choices have a final run.
   */
  @Test
  void saysWhatARaceWouldHaveChosenAndHowMuchLessAccurateThatIs() throws IOException {
    writeSearch();
    try (Journal journal = Journal.open(folder)) {
      journal.append(ok(trial(8, Split.FINAL, 42), 70, 1));
      journal.append(ok(trial(8, Split.FINAL, 82), 90, 1));
      journal.append(ok(trial(9, Split.FINAL, 42), 70.5, 1));
      journal.append(ok(trial(9, Split.FINAL, 44), 71.5, 1));
    }

    assertThat(execute("race", folder.toString(), "--rungs", "10:40", "--rungs", "50:40")).isZero();
    assertThat(out)
        .hasToString(
            HEADER
                + "10:40,mini,full,digits,1,10,200,74,sgd lr 9 wd 0,90.00,sgd lr 8 wd 0,80.00,0.50\n"
                + "50:40,mini,full,digits,1,10,200,130,sgd lr 9 wd 0,90.00,sgd lr 9 wd 0,90.00,0.00\n");
    assertThat(err.toString().lines())
        .containsExactly(
            "10:40: 1 full grid, 74 of 200 epochs (1/2.7); regret is known for 1: mean 0.50,"
                + " largest 0.50, root mean square 0.50 points",
            "50:40: 1 full grid, 130 of 200 epochs (1/1.5); regret is known for 1: mean 0.00,"
                + " largest 0.00, root mean square 0.00 points");
  }

  @Test
  void theDocumentationShowsWhatTheRecordedSearchesSay() throws IOException {
    assertThat(execute("race", "../reports/recorded/search")).isZero();

    String documented = Files.readString(Path.of("../docs/racing.md"));
    List<CSVRecord> searches =
        CSVParser.parse(
                out.toString(),
                CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get())
            .getRecords();
    assertThat(searches).hasSize(24);
    assertThat(searches)
        .allSatisfy(
            search ->
                assertThat(documented)
                    .contains(
                        String.format(
                            Locale.ROOT,
                            "\n| %s | %s, %s | %s of %,d | %s | %.1f | %s | %.1f | %s |\n",
                            search.get("seed"),
                            METHODS.get(search.get("method")),
                            search.get("task"),
                            search.get("raced_epochs"),
                            Integer.parseInt(search.get("epochs")),
                            setting(search.get("grid_choice")),
                            Double.parseDouble(search.get("grid_accuracy")),
                            search.get("race_choice").equals(search.get("grid_choice"))
                                ? "the same"
                                : setting(search.get("race_choice")),
                            Double.parseDouble(search.get("race_accuracy")),
                            search.get("regret").replace('-', '−'))));
    assertThat(documented)
        .contains(err.toString().lines().reduce((first, last) -> last).orElseThrow());
  }

  @Test
  void leavesOutASearchThatLacksSettingsOfAnother() throws IOException {
    writeSearch();
    try (Journal journal = Journal.open(folder)) {
      for (int rate = 1; rate <= 9; rate++) {
        Trial trial = trial(rate, Split.SEARCH, 1001);
        curve(rate).write(folder, trial);
        journal.append(ok(trial, accuracy(rate), 1));
      }
    }

    assertThat(execute("race", folder.toString(), "--rungs", "50:40")).isZero();

    assertThat(out.toString().lines()).hasSize(2);
    assertThat(err.toString())
        .startsWith("1 search left out: another search of the same method has more settings\n")
        .contains("50:40: 1 full grid, 130 of 200 epochs");
  }

  private static String setting(String choice) {
    return choice.replaceFirst("\\w+ lr (\\S+) wd (\\S+)", "rate $1, decay $2");
  }

  @Test
  void printsTheFinalTrialsThatTheRegretNeeds() throws IOException {
    writeSearch();
    try (Journal journal = Journal.open(folder)) {
      journal.append(ok(trial(8, Split.FINAL, 82), 70, 1));
      journal.append(ok(trial(9, Split.FINAL, 42), 70, 1));
      journal.append(ok(trial(9, Split.FINAL, 82), 70, 1));
    }

    assertThat(execute("race", folder.toString(), "--rungs", "10:40", "--finals", "42,44"))
        .isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            trial(9, Split.FINAL, 44).canonical(),
            trial(8, Split.FINAL, 42).canonical(),
            trial(8, Split.FINAL, 44).canonical());
  }

  @Test
  void refusesARungWhereNoAccuracyWasMeasured() throws IOException {
    writeSearch();

    assertThat(execute("race", folder.toString(), "--rungs", "11:40")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "e2vpt: the curve of full digits search, seed 1, sgd lr 1 wd 0, trial %s, has no accuracy at the end of epoch 3 of 20: rungs can be at each twentieth of the epochs\n"
                .formatted(trial(1, Split.SEARCH, 1).id()));
  }

  @Test
  void refusesAJournalWithoutItsCurves() throws IOException {
    writeSearch();
    Path curve = folder.resolve("curves").resolve(trial(1, Split.SEARCH, 1).id() + ".csv");
    Files.delete(curve);

    assertThat(execute("race", folder.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "e2vpt: there is no curve %s of full digits search, seed 1, sgd lr 1 wd 0: replay the folder of a run, not its journal alone\n"
                .formatted(curve));
  }

  @Test
  void refusesAJournalWithoutASearch() throws IOException {
    try (Journal journal = Journal.open(folder)) {
      journal.append(ok(trial(8, Split.FINAL, 42), 70, 1));
    }

    assertThat(execute("race", folder.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "e2vpt: %s has no search of more than 8 settings that was run to the end\n"
                .formatted(folder.resolve("trials.csv")));
  }

  /** Ten rates, whose accuracies are ten times themselves in the end; 9 is at chance until half. */
  private void writeSearch() throws IOException {
    try (Journal journal = Journal.open(folder)) {
      for (int rate = 1; rate <= 10; rate++) {
        Trial trial = trial(rate, Split.SEARCH, 1);
        curve(rate).write(folder, trial);
        journal.append(ok(trial, accuracy(rate), 1));
      }
    }
  }

  private static Curve curve(int rate) {
    Curve curve = new Curve();
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      curve.epoch(epoch, 0.1, rate == 9 && epoch < 10 ? 12 : 11 - rate, 100);
      if (epoch < EPOCHS && epoch != 3) {
        curve.validated(epoch, rate == 9 && epoch < 10 ? 10 : accuracy(rate));
      }
    }
    return curve;
  }

  private static double accuracy(int rate) {
    return rate == 10 ? 15 : 10 * rate;
  }

  private static TrialResult ok(Trial trial, double accuracy, double loss) {
    return new TrialResult(
        trial,
        1,
        Status.OK,
        new Measured(accuracy, loss, 10, 10, 100, 1, 1000),
        "",
        new Environment("unknown", "cpu", "fake", "none", "17"),
        Instant.EPOCH);
  }

  private static Trial trial(double rate, Split split, int seed) {
    return new Trial(
        "mini",
        "w1",
        "digits",
        "d1",
        split,
        "full",
        ImmutableSortedMap.of(),
        new Recipe(OptimizerKind.SGD, rate, 0, EPOCHS, 3, 64, Warmup.FROM_FIRST_STEP),
        seed,
        Execution.DEFAULT);
  }

  private int execute(String... arguments) {
    return E2vpt.commandLine(new Properties())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
