package org.e2vpt.tables.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Iterables;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Score;
import org.e2vpt.tables.report.Comparisons.Answer;
import org.e2vpt.tables.report.Measurements.Content;
import org.e2vpt.tables.report.Measurements.Place;
import org.e2vpt.tables.verdict.ExtraVariance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares runs whose numbers are invented. */
class ComparisonsTest {

  private static final Path INVENTED =
      Path.of("src/test/resources/org/e2vpt/tables/report/invented");

  @TempDir Path folder;

  @Test
  void findsNoDifferenceBetweenSeedsOfOneDistribution() throws IOException {
    Comparison comparison =
        compare(InventedTable.mini(), InventedTable.mini().seeds(100, 800, 801));

    assertThat(comparison.differences())
        .extracting(CellDifference::outcome)
        .allSatisfy(outcome -> assertThat(outcome.agrees()).isTrue());
    assertThat(comparison.changes())
        .containsExactly(new Change("seeds", "42, 44, 82", "100, 800, 801"));
  }

  @Test
  void namesTheBudgetOfBothSides() throws IOException {
    assertThat(
            compare(InventedTable.of("table5", 3), InventedTable.of("table5", 3).budget("tuned"))
                .changes())
        .containsExactly(new Change("budget", "paper", "tuned"));
  }

  @Test
  void findsARowThatGotWorse() throws IOException {
    Comparison comparison = compare(InventedTable.mini(), InventedTable.mini().shift("e2vpt", -8));

    assertThat(comparison.differences())
        .extracting(CellDifference::name, CellDifference::outcome)
        .containsExactly(
            tuple("mini/mini › E²VPT › Natural", Outcome.WORSE),
            tuple("mini/mini › E²VPT › Structured", Outcome.WORSE),
            tuple("mini/mini › Linear › Natural", Outcome.IDENTICAL),
            tuple("mini/mini › Linear › Structured", Outcome.IDENTICAL));
    assertThat(comparison.headline()).isEqualTo("2 of 4 cells worse, 0 better");
  }

  /** Of a race against a race nothing is to be added: what both sides did, they did alike. */
  @Test
  void countsTheVarianceOfWhatOnlyOneSideDid() {
    ImmutableList<ExtraVariance> raced = ImmutableList.of(new ExtraVariance("racing", 0.25));
    double alike = halfWidth(ImmutableList.of(), ImmutableList.of());

    assertThat(halfWidth(raced, raced)).isEqualTo(alike);
    assertThat(halfWidth(raced, ImmutableList.of()))
        .isEqualTo(halfWidth(ImmutableList.of(), raced))
        .isGreaterThan(alike);
  }

  private static double halfWidth(
      ImmutableList<ExtraVariance> first, ImmutableList<ExtraVariance> second) {
    Comparison comparison = Comparison.of(side(50, first), side(51, second), List.of());
    return Iterables.getOnlyElement(comparison.differences()).halfWidth();
  }

  /** Else a nightly run that crashes would be called as good as ever. */
  @Test
  void callsACellThatLostARunNotIdentical() {
    ImmutableSetMultimap<String, String> lost =
        ImmutableSetMultimap.of(Measurements.key("linear", "digits"), "seed 4 crashed");
    Measurements whole = side(50, ImmutableList.of());
    Measurements part = side(50, ImmutableList.of(), lost);

    CellDifference difference =
        Iterables.getOnlyElement(Comparison.of(whole, part, List.of()).differences());
    assertThat(difference.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(difference.notes()).containsExactly("digits: seed 4 crashed");
    assertThat(Comparison.of(whole, whole, List.of()).headline())
        .isEqualTo("The only cell is identical");
    assertThat(Comparison.of(part, part, List.of()).headline())
        .as("what both lost")
        .isEqualTo("The only cell is identical");
  }

  private static Measurements side(double accuracy, ImmutableList<ExtraVariance> extras) {
    return side(accuracy, extras, ImmutableSetMultimap.of());
  }

  /** Three seeds of a row on digits. */
  private static Measurements side(
      double accuracy,
      ImmutableList<ExtraVariance> extras,
      ImmutableSetMultimap<String, String> lost) {
    return new Measurements(
        "side",
        ImmutableMap.of(
            new Place("mini/mini", "linear", "Natural"),
            new Content("Linear", ImmutableSet.of("digits"))),
        ImmutableList.of(
            new Score("linear", "digits", 1, accuracy),
            new Score("linear", "digits", 2, accuracy + 0.5),
            new Score("linear", "digits", 3, accuracy - 0.5)),
        lost,
        ImmutableSetMultimap.<String, ExtraVariance>builder()
            .putAll(Measurements.key("linear", "digits"), extras)
            .build(),
        ImmutableMap.of(),
        ImmutableMap.of());
  }

  @ParameterizedTest
  @CsvSource({
    "a/mini,        b/mini,        a/mini,        b/mini",
    "reports/mini,  reports/other, mini,          other",
    "mini,          reports/mini,  A,             B",
    "reports/mini/, reports/mini,  A,             B",
    "a/b/c/d/e/f/g/h/i/j/k/l/m/n, b/b/c/d/e/f/g/h/i/j/k/l/m/n, A, B",
    "paper,         e2vpt/table1,  paper,         table1",
    "x\\a\\mini,    x\\b\\mini,     a/mini,        b/mini"
  })
  void headsColumnsWithAsFewNamesAsTellThemApart(
      String first, String second, String firstHead, String secondHead) {
    Comparison comparison = Comparison.withPaper(first, second, List.of());

    assertThat(comparison.firstHead()).isEqualTo(firstHead);
    assertThat(comparison.secondHead()).isEqualTo(secondHead);
  }

  @Test
  void saysOnceWhatTheLettersAreThatStandForPaths() {
    assertThat(Comparison.withPaper("mini", "reports/mini", List.of()).sides())
        .isEqualTo("B, reports/mini, is compared with A, mini.");
    assertThat(Comparison.withPaper("a/mini", "b/mini", List.of()).sides())
        .isEqualTo("b/mini is compared with a/mini.");
  }

  @Test
  void tellsTheSameToPrograms() throws IOException {
    Path first = InventedTable.mini("linear").write(folder.resolve("first"));
    Path second =
        InventedTable.mini("linear")
            .fact("host", "B")
            .shift("linear", -8)
            .write(folder.resolve("b"));

    Answer answer =
        Comparisons.write(
            Papers.shipped(), first.toString(), second.toString(), folder.resolve("compared"));

    assertThat(folder.resolve("compared/summary.json")).content(UTF_8).isEqualTo(answer.json());
    JsonObject json = JsonParser.parseString(answer.json()).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactly(
            "schema", "first", "second", "answer", "outcomes", "changes", "cells", "pairs");
    assertThat(json.get("answer").getAsString()).isEqualTo("2 of 2 cells worse, 0 better");
    assertThat(json.getAsJsonObject("outcomes").get("worse").getAsInt()).isEqualTo(2);
    assertThat(json.get("changes"))
        .isEqualTo(
            JsonParser.parseString(
                "[{\"setting\": \"host\", \"first\": \"–\", \"second\": \"B\"}]"));
    JsonObject cell = json.getAsJsonArray("cells").get(0).getAsJsonObject();
    assertThat(cell.keySet())
        .containsExactly(
            "table",
            "row",
            "title",
            "column",
            "outcome",
            "first",
            "second",
            "difference",
            "low",
            "high",
            "notes");
    assertThat(cell.get("difference").getAsDouble()).isEqualTo(-8);
    JsonObject pairs = json.getAsJsonArray("pairs").get(0).getAsJsonObject();
    assertThat(pairs.keySet()).containsExactly("title", "pairs", "difference", "low", "high");
    assertThat(pairs.get("title").getAsString()).isEqualTo("all rows");
    assertThat(pairs.get("difference").getAsDouble()).isEqualTo(-8);
  }

  /** Seeds that hardly differ are no certainty. */
  @Test
  void callsNoDifferenceWithinTheMargin() throws IOException {
    Comparison comparison =
        compare(InventedTable.mini().sd(0.01), InventedTable.mini().sd(0.01).shift("linear", -0.6));

    assertThat(comparison.differences())
        .extracting(CellDifference::outcome)
        .containsExactly(Outcome.MATCHES, Outcome.MATCHES, Outcome.IDENTICAL, Outcome.IDENTICAL);
  }

  @Test
  void callsNoDifferenceThatOneOfManyCellsHasByChance() throws IOException {
    Comparison comparison =
        compare(
            InventedTable.of("table1", 3).sd(1.5),
            InventedTable.of("table1", 3).sd(1.5).seeds(4, 5, 6));

    assertThat(comparison.headline()).isEqualTo("None of 36 cells differs");
  }

  @Test
  void listsWhatWasSetDifferentlyTheMostImportantFirst() throws IOException {
    Comparison comparison =
        compare(
            InventedTable.mini()
                .fact("host", "A")
                .fact("data digits", "aa")
                .fact("numerics", "3")
                .fact("precision", "fp32"),
            InventedTable.mini()
                .seeds(1, 2)
                .fact("host", "B")
                .fact("data digits", "bb")
                .fact("numerics", "4")
                .fact("precision", "bf16")
                .fact("protocol choices", "importance absolute, segments 16")
                .fact("last final run", "2026-11-21T12:00:00Z")
                .fact("registration", "Registered on 2026-11-20."));

    assertThat(comparison.changes())
        .containsExactly(
            new Change("data digits", "aa", "bb"),
            new Change("numerics", "3", "4"),
            new Change("precision", "fp32", "bf16"),
            new Change("protocol: segments", "8", "16"),
            new Change("seeds", "42, 44, 82", "1, 2"),
            new Change("host", "A", "B"));
  }

  @Test
  void comparesOnTheTasksThatBothHaveAndSaysSo() throws IOException {
    InventedTable.mini().shift("linear", 20).write(folder.resolve("fewer tasks"));

    Comparison comparison =
        Comparisons.compare(
            Papers.shipped(), INVENTED.toString(), folder.resolve("fewer tasks").toString());

    // The measured numbers follow the reference, which is recorded anew from time to time.
    assertThat(comparison.differences())
        .filteredOn(difference -> difference.name().equals("mini/mini › Linear › Structured"))
        .singleElement()
        .extracting(CellDifference::sentence)
        .asString()
        .startsWith("↑ better: mini/mini › Linear › Structured: ")
        .contains(", was 36.32 ± 0.79 % (n = 3); difference +")
        .endsWith(
            " (only on shapes-count, which both have; shapes-count: sgd lr 0.5 wd 0.001; kv 5;"
                + " prune-segments 4; prune-tokens 2; visual 10, was sgd lr 0.5 wd 0)");
    assertThat(comparison.differences())
        .filteredOn(difference -> difference.name().startsWith("mini/mini › VPT-deep"))
        .extracting(CellDifference::outcome)
        .containsExactly(Outcome.MISSING, Outcome.MISSING);
  }

  @Test
  void comparesARunWithWhatThePaperPrintsAsItsReportDoes() throws IOException {
    InventedTable.of("table1", 3).sd(0.1).shift("vpt-deep", -5).write(folder.resolve("table1"));
    String run = folder.resolve("table1").toString();

    Comparison comparison = Comparisons.compare(Papers.shipped(), "paper", run);

    assertThat(comparison).isEqualTo(Comparisons.compare(Papers.shipped(), run, "paper"));
    assertThat(comparison.count(Outcome.WORSE)).isEqualTo(4);
    assertThat(comparison.tested()).isEqualTo(36);
    assertThat(comparison.method())
        .isEqualTo("The verdicts are those of the run's report: see docs/verdicts.md.");
    assertThat(comparison.differences())
        .allSatisfy(cell -> assertThat(cell.firstWords()).endsWith(" % (spread not printed)"));
  }

  @Test
  void readsAJournalWithoutTouchingIt() throws IOException {
    Path first = journal("a", 50);
    Path second = journal("b", 60);
    String torn = Files.readString(second) + "2,49713d";
    Files.writeString(second, torn);

    Comparison comparison =
        Comparisons.compare(Papers.shipped(), first.toString(), second.getParent().toString());

    assertThat(comparison.differences())
        .extracting(CellDifference::name, CellDifference::outcome)
        .containsExactly(tuple("mini › linear, mini, protocol paper › digits", Outcome.BETTER));
    assertThat(second).hasContent(torn);
  }

  @Test
  void tellsTheRowsOfAJournalApartByTheirOptions() throws IOException {
    for (String side : List.of("a", "b")) {
      journal(side, 50, "e2vpt", ImmutableSortedMap.of("kv", "1", "visual", "50", "segments", "8"));
      journal(side, 52, "e2vpt", ImmutableSortedMap.of("kv", "5", "visual", "50", "segments", "8"));
      journal(
          side,
          54,
          "e2vpt",
          ImmutableSortedMap.of(
              "kv", "1", "visual", "50", "prune-from", "0123456789ab", "prune-tokens", "15"));
    }

    assertThat(
            Comparisons.compare(
                    Papers.shipped(),
                    folder.resolve("a").toString(),
                    folder.resolve("b").toString())
                .differences())
        .extracting(CellDifference::name, CellDifference::outcome)
        .containsExactly(
            tuple(
                "mini › e2vpt (kv 1, visual 50), mini, protocol paper › digits", Outcome.IDENTICAL),
            tuple(
                "mini › e2vpt (kv 5, visual 50), mini, protocol paper › digits", Outcome.IDENTICAL),
            tuple(
                "mini › e2vpt (kv 1, visual 50, pruned), mini, protocol paper › digits",
                Outcome.IDENTICAL));
  }

  @Test
  void namesTheWayOutIfAJournalDoesNotTellItsRowsApart() throws IOException {
    Path journal =
        journal("a", 54, "e2vpt", ImmutableSortedMap.of("prune-from", "a1", "prune-tokens", "1"));
    journal("a", 55, "e2vpt", ImmutableSortedMap.of("prune-from", "a1", "prune-tokens", "2"));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Comparisons.compare(Papers.shipped(), journal.toString(), journal.toString()))
        .withMessageContaining(
            " are both final runs of e2vpt (pruned), mini, protocol paper on digits with seed 1"
                + " (sgd lr 0.5 wd 0; prune-from a1; prune-tokens 1; sgd lr 0.5 wd 0; prune-from"
                + " a1; prune-tokens 2): compare run folders, which say which of them counts;"
                + " 'e2vpt run TABLE --journal FILE --reports FOLDER' makes one of a journal of the"
                + " paper's tables");
  }

  @Test
  void saysWhatOfAJournalWasLeftOut() throws IOException {
    Path first = journal("a", 50);
    Path second = journal("b", 50);
    Files.writeString(second, Files.readString(second) + "2,49713d");
    String torn = second + ":5: the last line is incomplete and was left out";

    assertThat(Comparisons.compare(Papers.shipped(), first.toString(), second.toString()).changes())
        .containsExactly(new Change("left out", "–", torn));

    Files.writeString(second, Files.readAllLines(second).get(0) + "\n2,4");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Comparisons.compare(Papers.shipped(), first.toString(), second.toString()))
        .withMessage(
            "%s holds no final run that ended well; %s",
            second, torn.replace(".csv:5:", ".csv:2:"));
  }

  private Path journal(String name, double accuracy) {
    return journal(name, accuracy, "linear", ImmutableSortedMap.of());
  }

  private Path journal(
      String name, double accuracy, String method, ImmutableSortedMap<String, String> options) {
    Path directory = folder.resolve(name);
    try (Journal journal = Journal.open(directory)) {
      for (int seed = 1; seed <= 3; seed++) {
        journal.append(
            new TrialResult(
                new Trial(
                    "mini",
                    "aa11",
                    "digits",
                    "bb22",
                    Split.FINAL,
                    method,
                    options,
                    new Recipe(OptimizerKind.SGD, 0.5, 0, 2, 1, 64, Warmup.FROM_FIRST_STEP),
                    seed,
                    Execution.DEFAULT),
                1,
                Status.OK,
                new Measured(accuracy + 0.1 * seed, 0.25, 970, 970, 452_000, 1, 1000),
                "",
                new Environment("c", "cpu", "An invented CPU", "none", "17"),
                Instant.parse("2026-11-20T10:00:00Z")));
      }
    }
    return directory.resolve(Journal.FILE);
  }

  @Test
  void namesTheLineOfAJournalThatIsNone() throws IOException {
    Path journal = folder.resolve("trials.csv");
    Files.writeString(journal, "key,value\nx,y\n");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Comparisons.compare(Papers.shipped(), journal.toString(), INVENTED.toString()))
        .withMessageStartingWith(journal + ":1: not a journal that this program can continue");
  }

  @Test
  void refusesWhatCannotBeCompared() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparisons.compare(Papers.shipped(), "paper", "paper"))
        .withMessage("the paper cannot be compared with itself");
    String journal = journal("a", 50).toString();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparisons.compare(Papers.shipped(), journal, "paper"))
        .withMessage(
            "%s is a journal, which does not record rows of the paper: compare its run folder; 'e2vpt run"
                + " TABLE --journal FILE --reports FOLDER' makes one of a journal of the paper's"
                + " tables",
            journal);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparisons.compare(Papers.shipped(), INVENTED.toString(), "paper"))
        .withMessage(
            "%s: no paper prints its tables (mini/mini, mini/mini-figure4): compare it with another"
                + " run",
            INVENTED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Comparisons.compare(Papers.shipped(), "nowhere", INVENTED.toString()))
        .withMessage(
            "nowhere has no cells.csv: expected the directory of a finished run, such as"
                + " reports/mini");
  }

  @Test
  void writesBothPagesAndTheLinesOfATerminal() throws IOException {
    String a = InventedTable.mini().write(folder.resolve("a <old>")).toString();
    String b = InventedTable.mini().shift("e2vpt", -8).write(folder.resolve("b")).toString();

    Answer answer = Comparisons.write(Papers.shipped(), a, b, folder.resolve("out"));

    assertThat(answer.worse()).isEqualTo(2);
    assertThat(answer.better()).isZero();
    assertThat(answer.lines())
        .hasSize(4)
        .startsWith("%s against %s: 2 worse, 2 identical".formatted(b, a))
        .last()
        .asString()
        .isEqualTo(
            "12 pairs with the same row, task and seed: mean difference −4.00, 95 % interval −6.65 to −1.35");
    for (String page : List.of("index.html", "summary.md")) {
      assertThat(folder.resolve("out").resolve(page))
          .content(UTF_8)
          .contains("2 of 4 cells worse, 0 better", "a &lt;old&gt;", "E²VPT", "Run by run")
          .doesNotContain("<old>");
    }
  }

  private Comparison compare(InventedTable first, InventedTable second) throws IOException {
    return Comparisons.compare(
        Papers.shipped(),
        first.write(folder.resolve("a")).toString(),
        second.write(folder.resolve("b")).toString());
  }
}
