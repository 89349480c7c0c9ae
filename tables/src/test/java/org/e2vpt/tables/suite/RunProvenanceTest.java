package org.e2vpt.tables.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.Stops;
import org.e2vpt.tables.plan.RowPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunProvenanceTest {

  private static final TableRun RUN =
      new TableRun(
          "mini",
          Settings.mini(new Properties()),
          ImmutableList.of(),
          ImmutableList.of(),
          ImmutableMap.of(),
          Lab.mini(1));

  @Test
  void needsNoNoteIfTheProgramIsStillTheOneThatRan() throws IOException {
    assertThat(entries(InventedRun.COMMIT, Reference.NONE, Map.of()))
        .doesNotContainKey("note")
        .containsEntry("commit", InventedRun.COMMIT)
        .containsEntry("first final run", "2026-11-20T12:00:00Z");
  }

  @Test
  void notesFinalRunsOfAnotherCommit() throws IOException {
    assertThat(entries("abc", Reference.NONE, Map.of()))
        .containsEntry(
            "note",
            "48 of 48 final runs were made by commit "
                + InventedRun.COMMIT
                + ", the program is now at abc: their numbers come from the journal;"
                + " delete reports/mini to run them again");
  }

  @Test
  void notesAProgramThatNoCommitHolds(@TempDir Path directory) throws IOException {
    String dirty = InventedRun.COMMIT + "-dirty";
    Path file = directory.resolve("runs.csv");
    String runs = Files.readString(InventedRun.DIRECTORY.resolve("runs.csv"));
    Files.writeString(file, runs.replace(InventedRun.COMMIT, dirty));

    Provenance provenance =
        RunProvenance.of(
            RUN,
            RunTable.read(file),
            new Stops(Map.of(), Map.of()),
            Reference.NONE,
            dirty,
            Optional.empty());

    assertThat(provenance.entries())
        .containsEntry(
            "note",
            "the final runs were made by a program with uncommitted changes, or of an"
                + " unknown commit: "
                + dirty);
  }

  @Test
  void saysWhyARowHasNoFinalRun() throws IOException {
    assertThat(entries(InventedRun.COMMIT, Reference.NONE, Map.of("full digits", "all diverged")))
        .containsEntry("blocked full digits", "all diverged");
  }

  @Test
  void saysOfTasksThatAreReadFromFilesWhatTheirImagesAre() throws IOException {
    TableRun run =
        new TableRun(
            "table1",
            Settings.mini(new Properties()),
            ImmutableList.of(),
            ImmutableList.of(plan("caltech101")),
            ImmutableMap.of(),
            Lab.mini(1));

    Map<String, String> entries =
        RunProvenance.of(
                run,
                runs(),
                new Stops(Map.of(), Map.of()),
                Reference.NONE,
                InventedRun.COMMIT,
                Optional.empty())
            .entries();

    assertThat(entries.get("images caltech101")).startsWith("split: equivalent (30 images of each");
    assertThat(entries(InventedRun.COMMIT, Reference.NONE, Map.of()).keySet())
        .noneMatch(key -> key.startsWith("images "));
  }

  private static RowPlan plan(String task) {
    RowPlan mini = TableRun.mini(Settings.mini(new Properties())).plans().get(0);
    return new RowPlan(mini.row(), mini.weights(), task, mini.data(), mini.choices(), mini.seeds());
  }

  @Test
  void saysWhereTheReferenceComesFrom() throws IOException {
    Reference reference =
        new RecordedReference(
            ImmutableList.of(),
            new Provenance(ImmutableMap.of("commit", "c0ffee", "host", "A CPU", "java", "17")));

    assertThat(entries(InventedRun.COMMIT, reference, Map.of()))
        .containsEntry("recorded commit", "c0ffee")
        .containsEntry("recorded host", "A CPU")
        .doesNotContainKeys("recorded java", "recorded last final run");
  }

  @Test
  void warnsOfAReferenceWithOtherNumerics() throws IOException {
    Reference reference =
        new RecordedReference(ImmutableList.of(), new Provenance(ImmutableMap.of("numerics", "0")));

    assertThat(entries(InventedRun.COMMIT, reference, Map.of()))
        .containsEntry("recorded numerics", "0")
        .containsEntry("precision", "fp32")
        .containsEntry(
            "note",
            "the reference was recorded with numerics 0, the program computes with numerics "
                + Trial.NUMERICS
                + ": record the reference again");
  }

  private static Map<String, String> entries(
      String commit, Reference reference, Map<String, String> blocked) throws IOException {
    return RunProvenance.of(
            RUN, runs(), new Stops(blocked, Map.of()), reference, commit, Optional.empty())
        .entries();
  }

  private static List<Run> runs() throws IOException {
    return RunTable.read(InventedRun.DIRECTORY.resolve("runs.csv"));
  }
}
