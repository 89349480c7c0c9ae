package org.e2vpt.tables.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.app.Configs;
import org.e2vpt.tables.app.RunConfig;
import org.e2vpt.tables.app.TableRun;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Step;
import org.junit.jupiter.api.Test;

class RunProvenanceTest {

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @Test
  void needsNoNoteIfTheProgramIsStillTheOneThatRan() throws IOException {
    assertThat(entries(COMMIT, COMMIT, RecordedReference.NONE))
        .doesNotContainKey("note")
        .containsEntry("commit", COMMIT)
        .containsEntry("first final run", "2026-11-20T12:00:00Z");
  }

  @Test
  void notesFinalRunsOfAnotherCommit() throws IOException {
    assertThat(entries(COMMIT, "abc", RecordedReference.NONE))
        .containsEntry(
            "note",
            "3 of 3 final runs were made by commit "
                + COMMIT
                + ", the program is now at abc: their numbers come from the journal;"
                + " delete reports/mini to run them again");
  }

  @Test
  void notesAProgramThatNoCommitHolds() throws IOException {
    String dirty = COMMIT + "-dirty";

    assertThat(entries(dirty, dirty, RecordedReference.NONE))
        .containsEntry(
            "note",
            "the final runs were made by a program with uncommitted changes, or of an"
                + " unknown commit: "
                + dirty);
  }

  @Test
  void saysOfTasksThatAreReadFromFilesWhatTheirImagesAre() throws IOException {
    assertThat(
            entries(
                "table1", "rows=linear tasks=caltech101", COMMIT, COMMIT, RecordedReference.NONE))
        .hasEntrySatisfying(
            "images caltech101",
            images -> assertThat(images).startsWith("split: equivalent (30 images of each"));
    assertThat(entries(COMMIT, COMMIT, RecordedReference.NONE).keySet())
        .noneMatch(key -> key.startsWith("images "));
  }

  @Test
  void saysWhatIsRunOtherwise() throws IOException {
    Map<String, String> released =
        entries("table4", "protocol=released", COMMIT, COMMIT, RecordedReference.NONE);

    assertThat(released)
        .hasEntrySatisfying(
            "difference of fgvc_nabirds",
            difference ->
                assertThat(difference)
                    .startsWith("a result is the mean of all final runs; a comment in the "));
    assertThat(released.get("difference of every row"))
        .startsWith("a training that diverges is out of the search; ")
        .contains("PruningRewind_CVK.py); the weights are those of ImageNet-21k, ");
    assertThat(entries("table4", "protocol=paper", COMMIT, COMMIT, RecordedReference.NONE))
        .hasEntrySatisfying(
            "protocol of row e2vpt",
            protocol -> assertThat(protocol).isEqualTo("paper with segments=16"));
  }

  @Test
  void saysHowLengthsFollowFromWhatIsPrinted() throws IOException {
    assertThat(entries(COMMIT, COMMIT, RecordedReference.NONE))
        .containsEntry("lengths", "known")
        .containsEntry("length of vpt-deep on cifar", "visual 10: an equation");
  }

  @Test
  void saysWhereTheReferenceComesFrom() throws IOException {
    Reference reference =
        new RecordedReference(
            ImmutableList.of(),
            new Provenance(ImmutableMap.of("commit", "c0ffee", "host", "A CPU", "java", "17")));

    assertThat(entries(COMMIT, COMMIT, reference))
        .containsEntry("recorded commit", "c0ffee")
        .containsEntry("recorded host", "A CPU")
        .doesNotContainKeys("recorded java", "recorded last final run");
  }

  @Test
  void warnsOfAReferenceWithOtherNumerics() throws IOException {
    Reference reference =
        new RecordedReference(ImmutableList.of(), new Provenance(ImmutableMap.of("numerics", "0")));

    assertThat(entries(COMMIT, COMMIT, reference))
        .containsEntry("recorded numerics", "0")
        .containsEntry("precision", "fp32")
        .containsEntry(
            "note",
            "the reference was recorded with numerics 0, the program computes with numerics "
                + Trial.NUMERICS
                + ": record the reference again");
  }

  private static Map<String, String> entries(String ran, String now, Reference reference)
      throws IOException {
    return entries("mini", "rows=linear tasks=digits", ran, now, reference);
  }

  /** Of trials that all ended well, by a program of commit {@code ran}. */
  private static Map<String, String> entries(
      String table, String settings, String ran, String now, Reference reference)
      throws IOException {
    RunConfig config = Configs.of("tables=%s %s".formatted(table, settings));
    ImmutableList<RowPlan> plans = TableRun.planned(config, config.onlyPage());
    Map<Trial, TrialResult> results = new HashMap<>();
    for (RowPlan plan : plans) {
      while (plan.progress(trial -> Optional.ofNullable(results.get(trial))).next()
          instanceof Step.Needs needs) {
        needs.trials().forEach(trial -> results.put(trial, ended(trial, ran)));
      }
    }
    Ledger ledger =
        Ledger.of(
            config.onlyPage().paper(),
            ImmutableList.of(),
            plans,
            Map.of(),
            trial -> Optional.ofNullable(results.get(trial)),
            Optional.empty());
    RunProvenance.Facts facts =
        new RunProvenance.Facts(
            "mvn verify",
            "mini",
            Optional.empty(),
            ImmutableList.of(),
            Optional.empty(),
            config.folder(),
            config.plan(config.onlyPage().paper()),
            ImmutableMap.of("vpt-deep on cifar", "visual 10: an equation"),
            config.onlyPage().tables());
    return RunProvenance.of(facts, ledger, reference, now).entries();
  }

  private static TrialResult ended(Trial trial, String commit) {
    return new TrialResult(
        trial,
        1,
        Status.OK,
        new Measured(50, 0.25, 970, 970, 452_000, 1, 1000),
        "",
        new Environment(commit, "cpu", "An invented CPU", "none", "17"),
        Instant.parse("2026-11-20T12:00:00Z"));
  }
}
