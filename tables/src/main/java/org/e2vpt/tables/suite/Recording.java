package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Machine;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.DeviceTime;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.plan.MiniPlan;

/** What a run leaves in git: reference values, or a recorded report. Only clean trees may. */
public final class Recording {

  private static final String SUMMARY = "summary.md";

  private static final ImmutableList<String> PUBLISHED =
      ImmutableList.of(
          "trials.csv", "runs.csv", "cells.csv", "provenance.csv", "index.html", SUMMARY);

  private Recording() {}

  /**
   * Runs a table and writes all of its final runs as {@code <folder>/<table>.csv}, with their
   * provenance beside it. The grid of prompt lengths has one seed, so nothing can be held to it.
   *
   * @throws IllegalArgumentException if there are too few seeds for a spread that later runs can be
   *     held to, a tree was not clean, or a run did not end well
   */
  public static Path reference(TableRun run, Path folder) throws IOException {
    int seeds = run.settings().seeds().size();
    int fewest = MiniPlan.RECORDING_SEEDS.size();
    if (seeds < fewest) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a reference needs at least %d seeds, got %d; leave --seeds away",
              fewest,
              seeds));
    }
    requireCleanTree(programsCommit());
    run.run(Reference.NONE);
    requireCleanTrials(run.directory());
    List<Run> runs =
        RunTable.read(run.directory().resolve("runs.csv")).stream()
            .filter(end -> !end.table().equals(MiniPlan.FIGURE4))
            .toList();
    for (Run end : runs) {
      if (!end.ok()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s on %s with seed %d ended as %s: a reference needs every run",
                end.row(),
                end.task(),
                end.seed(),
                end.status()));
      }
    }
    Path csv = folder.resolve(run.table() + ".csv");
    new RecordedReference(
            runs.stream()
                .map(Run::score)
                .flatMap(Optional::stream)
                .collect(ImmutableList.toImmutableList()),
            Provenance.read(run.directory().resolve("provenance.csv")))
        .write(csv);
    return csv;
  }

  /**
   * Copies a run's files and the learning curves of its final runs into a folder of the same name
   * below {@code recorded}.
   *
   * @throws IllegalArgumentException if a tree was not clean, a file is missing, or no cell was
   *     held to anything
   */
  public static Path publish(Path directory, Path recorded) throws IOException {
    return publish(directory, recorded, programsCommit());
  }

  static Path publish(Path directory, Path recorded, String commit) throws IOException {
    for (String file : PUBLISHED) {
      if (!Files.isRegularFile(directory.resolve(file))) {
        throw new IllegalArgumentException(
            "%s has no %s: it is not a finished run; run 'mvn verify' first"
                .formatted(directory, file));
      }
    }
    requireCleanTree(commit);
    requireCleanTrials(directory);
    Path cells = directory.resolve("cells.csv");
    if (CellTable.read(cells).stream().allMatch(cell -> cell.reference().n() == 0)) {
      throw new IllegalArgumentException(
          "%s: no cell has a reference; run 'mvn verify' again, with a recorded reference"
              .formatted(cells));
    }
    Path copy = Files.createDirectories(recorded.resolve(directory.getFileName()));
    for (String file : PUBLISHED) {
      // where a repository is browsed, a folder's README is shown
      copy(directory.resolve(file), copy.resolve(file.equals(SUMMARY) ? "README.md" : file));
    }
    copyFolder(
        directory,
        copy,
        "curves",
        RunTable.read(directory.resolve("runs.csv")).stream()
            .map(run -> run.trialId() + ".csv")
            .toList());
    Path timeline = directory.resolve(DeviceTime.FILE);
    if (Files.isRegularFile(timeline)) {
      copy(timeline, copy.resolve(DeviceTime.FILE));
    }
    Path figure3 = directory.resolve(EmbeddedRun.FILE);
    if (Files.isRegularFile(figure3)) {
      copy(figure3, copy.resolve(EmbeddedRun.FILE));
      copyFolder(
          directory,
          copy,
          "figure3",
          EmbeddedRun.read(figure3).stream().flatMap(run -> run.files().stream()).toList());
    }
    return copy;
  }

  /** Only those of the run: files of an earlier publication go. */
  private static void copyFolder(Path directory, Path copy, String folder, List<String> names)
      throws IOException {
    Path files = Files.createDirectories(copy.resolve(folder));
    try (DirectoryStream<Path> earlier = Files.newDirectoryStream(files, "*.csv")) {
      for (Path file : earlier) {
        Files.delete(file);
      }
    }
    for (String name : names) {
      Path file = directory.resolve(folder).resolve(name);
      if (Files.isRegularFile(file)) {
        copy(file, files.resolve(name));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String programsCommit() {
    return Machine.commit(Path.of(""));
  }

  private static void requireCleanTree(String commit) {
    requireClean("the program that records is", commit, "commit everything");
  }

  /** Searches too: they choose the settings of the final runs. */
  private static void requireCleanTrials(Path directory) {
    try (Journal journal = Journal.open(directory)) {
      for (TrialResult result : journal.results()) {
        requireClean(
            "trial %s was run".formatted(result.trial().id()),
            result.environment().commit(),
            "commit everything, delete %s, and run again".formatted(directory));
      }
    }
  }

  private static void requireClean(String what, String commit, String remedy) {
    if (commit.equals("unknown") || commit.endsWith("-dirty")) {
      throw new IllegalArgumentException(
          "%s from git tree '%s'; %s".formatted(what, commit, remedy));
    }
  }
}
