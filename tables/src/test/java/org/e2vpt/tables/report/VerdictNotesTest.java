package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Campaigns;
import org.e2vpt.tables.paper.Noise;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.SearchKind;
import org.e2vpt.tables.verdict.CampaignNoise;
import org.junit.jupiter.api.Test;

/** On two rows of Table 1's Specialized, invented around what is printed of them. */
class VerdictNotesTest {

  private static final Paper PAPER = Papers.shipped().get("e2vpt");
  private static final PrintedTable TABLE = PAPER.table("table1");
  private static final ImmutableList<String> TASKS =
      ImmutableList.of("patch_camelyon", "eurosat", "resisc45", "diabetic_retinopathy");

  private final List<Run> runs = new ArrayList<>();

  @Test
  void saysWhatAnIntervalOfRowsIncludes() {
    add("full", 1, 83.0, 83.4, 83.7);

    assertThat(VerdictNotes.interval(List.of(judged(PAPER.noise()))))
        .isEqualTo(
            "± is the half-width of a 95 % interval. Beyond the seeds, it allows for a difference of"
                + " 0.71 points between two campaigns (a search with its final runs), which is a"
                + " prior with what the paper prints twice.");

    add("full", 2, 84.9, 85.3, 85.5);

    assertThat(VerdictNotes.interval(List.of(judged(PAPER.noise()))))
        .endsWith("which is estimated from repeats.");
  }

  @Test
  void saysThatTauRestsOnAPrior() {
    add("full", 1, 83.0, 83.4, 83.7);

    assertThat(notes())
        .containsExactly(
            "No procedure was repeated here, so how much two campaigns differ beyond their seeds,"
                + " 0.71 points, rests on a prior and on what the paper prints twice; see"
                + " docs/running-a-table.md, repeats.");
  }

  @Test
  void tellsALaboratorysOwnRepeatNoise() {
    add("e2vpt", 1, 84.1, 84.4, 84.8);
    add("e2vpt", 2, 84.9, 85.3, 85.5);
    add("e2vpt", 3, 83.4, 83.8, 84.0);

    assertThat(notes().get(0))
        .isEqualTo(
            "This laboratory's own repeat noise: 12 campaigns on 4 tasks differ by 0.72 points"
                + " beyond their seeds (8 degrees of freedom); with the prior and what the paper"
                + " prints twice, τ = 0.72 points is used.");
  }

  @Test
  void namesSeedsThatFellAndThoseThatAreEqual() {
    add("full", 1, 83.4, 83.4, 83.4);
    add("e2vpt", 1, 84.4, 75.0, 84.6);

    assertThat(notes())
        .contains(
            "Seed 42 of E²VPT (Ours) on eurosat fell to 75.00 %, 9.40 points below the median of"
                + " that row's seeds.",
            "All seeds reached the same accuracy: Full on patch_camelyon, Full on eurosat, Full on"
                + " resisc45, Full on diabetic_retinopathy. ± 0.00 is not certainty; most of"
                + " the variance is taken from the column.");
  }

  /** The two differ then, and a reader would wonder. */
  @Test
  void saysWhereTheMeanThatIsShownIsNotThatOfTheDifference() {
    add("full", 1, 83.0, 83.4, 83.7);
    add("e2vpt", 1, 84.1, 84.4, 84.8);
    add("e2vpt", 2, 84.1, 84.4, 84.8);
    runs.removeIf(run -> run.row().equals("e2vpt") && run.campaign() == 2 && run.seed() == 1042);
    assertThat(notes()).noneMatch(note -> note.startsWith("Not all seeds"));

    runs.removeIf(
        run -> run.row().equals("full") && run.task().equals("eurosat") && run.seed() == 44);

    assertThat(notes())
        .contains(
            "Not all seeds finished all tasks: Full on Specialized. The mean that is shown is of the"
                + " seeds that did; the difference and its verdict are of all runs, task by task.");
  }

  @Test
  void saysNothingOfWhatIsNotPrintedTwice() {
    add("e2vpt", 1, 84.1, 84.4, 84.8);
    add("e2vpt", 2, 84.9, 85.3, 85.5);
    runs.removeIf(run -> run.campaign() == 2 && !run.task().equals("eurosat"));
    Noise all = PAPER.noise();
    Noise prior =
        new Noise(
            all.margins(),
            all.runs(),
            new CampaignNoise.Estimated(0.5, 4, ImmutableList.of()),
            all.racing(),
            all.bf16(),
            all.sources());

    assertThat(notes(prior).get(0))
        .startsWith("This laboratory's own repeat noise: 2 campaigns on 1 task differ by ")
        .contains(" (1 degree of freedom); with the prior, τ = ");
    runs.removeIf(run -> run.campaign() == 2);
    assertThat(notes(prior).get(0)).contains(" points, rests on a prior; see docs/");
  }

  /** So that nobody takes a standard error for a whole one. */
  @Test
  void namesWhatWasNotMeasured() {
    add("full", 1, 83.0, 83.4, 83.7);
    Noise all = PAPER.noise();
    Noise none =
        new Noise(
            all.margins(),
            all.runs(),
            all.campaigns(),
            Optional.empty(),
            Optional.empty(),
            all.sources());
    runs.replaceAll(VerdictNotesTest::raced);

    assertThat(VerdictNotes.unmeasured(none, runs))
        .containsExactly(
            "What racing adds to the variance has not been measured for this paper, so no standard"
                + " error includes it; see docs/add-a-paper.md, noise.csv.");
    assertThat(notes())
        .containsAll(VerdictNotes.unmeasured(all, runs).collect(ImmutableList.toImmutableList()));
  }

  private static Run raced(Run run) {
    return new Run(
        run.table(),
        run.row(),
        run.task(),
        run.group(),
        run.campaign(),
        run.seed(),
        run.status(),
        run.accuracy(),
        run.trialId(),
        run.settings(),
        SearchKind.RACE,
        run.precision(),
        run.tuned(),
        run.kept(),
        run.total(),
        run.seconds(),
        run.imagesPerSecond(),
        run.environment(),
        run.weights(),
        run.data(),
        run.finished());
  }

  private List<String> notes() {
    return notes(PAPER.noise());
  }

  private List<String> notes(Noise noise) {
    return VerdictNotes.of(PAPER, ImmutableMap.of("e2vpt/table1", judged(noise)), runs);
  }

  private TableVerdicts judged(Noise noise) {
    List<AskedCell> asked =
        TABLE.cells().stream()
            .filter(cell -> cell.column().equals("Specialized"))
            .filter(cell -> runs.stream().anyMatch(run -> run.row().equals(cell.row())))
            .map(
                cell ->
                    new AskedCell(
                        "e2vpt/table1",
                        "Table 1",
                        cell.row(),
                        cell.title(),
                        cell.column(),
                        cell.tasks(),
                        3,
                        "paper"))
            .toList();
    return TableVerdicts.of(TABLE, asked, runs, PAPER.reference("table1"), noise);
  }

  private void add(String row, int campaign, double... accuracies) {
    ImmutableList<Integer> seeds = ImmutableList.of(42, 44, 82);
    for (String task : TASKS) {
      for (int i = 0; i < accuracies.length; i++) {
        runs.add(
            new Run(
                "e2vpt/table1",
                row,
                task,
                PAPER.task(task).group(),
                campaign,
                Campaigns.seed(seeds.get(i), campaign),
                Status.OK,
                accuracies[(i + TASKS.indexOf(task)) % accuracies.length],
                String.format(Locale.ROOT, "%012x", runs.size()),
                "invented",
                SearchKind.GRID,
                "fp32",
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
  }
}
