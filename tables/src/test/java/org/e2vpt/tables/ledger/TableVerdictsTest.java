package org.e2vpt.tables.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.InventedPaper;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Noise;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.SearchKind;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the row of an invented paper that is a mean of two tasks. */
class TableVerdictsTest {

  private static final ImmutableList<String> TASKS =
      ImmutableList.of("shapes-count", "shapes-location");

  @TempDir Path folder;

  /** Var(m) is Σ w² of the squares of the measured standard deviations, 0.3² and 0.4². */
  @Test
  void whatRacingAndBf16AddIsInTheStandardErrorAndItsSentence() throws IOException {
    Noise noise = noise("racing,,,0.3,,,,a replay", "bf16,,,0.4,,,,pairs of runs");

    Judgement plain = judge(runs(SearchKind.GRID, "fp32"), noise);
    Judgement both = judge(runs(SearchKind.RACE, "bf16"), noise);

    assertThat(both.standardError())
        .isCloseTo(
            Math.sqrt(Math.pow(plain.standardError(), 2) + 2 * 0.25 * (0.09 + 0.16)), within(1e-3));
    assertThat(both.explanation())
        .contains(
            ", which includes a variance of 0.0800 points² for bf16 and 0.0450 points² for racing");
    assertThat(plain.explanation()).doesNotContain("includes");
  }

  /** Half of its tasks: w² = 1/4 of one of them. */
  @Test
  void whatOneTaskAddsCountsByItsWeight() throws IOException {
    List<Run> runs = new ArrayList<>(runs(SearchKind.GRID, "fp32").subList(0, 3));
    runs.addAll(runs(SearchKind.RACE, "fp32").subList(3, 6));

    assertThat(judge(runs, noise("racing,,,0.3,,,,a replay")).explanation())
        .contains(", which includes a variance of 0.0225 points² for racing");
  }

  @Test
  void whatWasNotMeasuredIsNamed() throws IOException {
    List<Run> runs = runs(SearchKind.RACE, "bf16");

    assertThat(noise().unmeasured(runs)).containsExactly("racing", "bf16");
    assertThat(noise("racing,,,0.3,,,,a replay").unmeasured(runs)).containsExactly("bf16");
    assertThat(noise().unmeasured(runs(SearchKind.GRID, "tf32"))).isEmpty();
    assertThat(judge(runs, noise()).explanation()).doesNotContain("includes");
  }

  /** One seed and five epochs say nothing of a print, however far from it they are. */
  @ParameterizedTest
  @CsvSource({"shapes-count shapes-location, quick", "shapes-count, paper", "shapes-count, quick"})
  void aRehearsalAndTasksWithoutAPrintOfTheirOwnAreComparedWithNothing(String tasks, String budget)
      throws IOException {
    Judgement judgement =
        judge(
            asked(ImmutableList.copyOf(tasks.split(" ")), budget),
            runs(SearchKind.GRID, "fp32"),
            noise());

    assertThat(judgement.word()).isEqualTo(VerdictWord.INCONCLUSIVE);
    assertThat(judgement.difference()).isNaN();
    assertThat(judgement.explanation())
        .isEqualTo("inconclusive: there is nothing to compare it with");
  }

  private Judgement judge(List<Run> runs, Noise noise) throws IOException {
    return judge(asked(TASKS, "paper"), runs, noise);
  }

  private static AskedCell asked(ImmutableList<String> tasks, String budget) {
    return new AskedCell("x/table1", "Table 1", "full", "Full", "Structured", tasks, 3, budget);
  }

  private Judgement judge(AskedCell asked, List<Run> runs, Noise noise) throws IOException {
    Paper paper = paper();
    PrintedTable table = paper.table("table1");
    return Iterables.getOnlyElement(
        TableVerdicts.of(table, List.of(asked), runs, paper.reference("table1"), noise)
            .cells()
            .values());
  }

  private Noise noise(String... lines) throws IOException {
    Path file = InventedPaper.write(folder, "x").resolve("noise.csv");
    for (String line : lines) {
      Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    }
    return paper().noise();
  }

  private Paper paper() throws IOException {
    return Papers.shipped().with(folder).get("x");
  }

  private static List<Run> runs(SearchKind searched, String precision) {
    List<Run> runs = new ArrayList<>();
    for (String task : TASKS) {
      for (int seed = 1; seed <= 3; seed++) {
        runs.add(
            new Run(
                "x/table1",
                "full",
                task,
                Group.STRUCTURED,
                1,
                seed,
                Status.OK,
                49 + 0.5 * seed,
                String.format(Locale.ROOT, "%012x", runs.size()),
                "invented",
                searched,
                precision,
                1,
                1,
                1,
                1,
                1,
                new Environment("unknown", "cpu", "invented", "none", "17"),
                "w",
                "d",
                Instant.EPOCH));
      }
    }
    return runs;
  }
}
