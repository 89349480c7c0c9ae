package org.e2vpt.tables.suite;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.e2vpt.harness.trial.Machine;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;

/** What a run leaves in git: reference values, or a recorded report. Only clean trees may. */
public final class Recording {

  private static final ImmutableList<String> PUBLISHED =
      ImmutableList.of(
          "trials.csv", "runs.csv", "cells.csv", "provenance.csv", "index.html", "README.md");

  private Recording() {}

  /**
   * Runs a table and writes all of its final runs as {@code <folder>/<table>.csv}, with their
   * provenance beside it.
   *
   * @throws IllegalArgumentException if a tree was not clean or a run did not end well
   */
  public static Path reference(TableRun run, Path folder) throws IOException {
    requireCleanTree();
    run.run(Reference.NONE);
    List<Run> runs = requireCleanRuns(run.directory());
    for (Run end : runs) {
      if (!end.ok()) {
        throw new IllegalArgumentException(
            "%s on %s with seed %d ended as %s: a reference needs every run"
                .formatted(end.row(), end.task(), end.seed(), end.status()));
      }
    }
    Path csv = folder.resolve(run.table() + ".csv");
    new Reference(
            runs.stream()
                .map(Run::score)
                .flatMap(Optional::stream)
                .collect(ImmutableList.toImmutableList()),
            Provenance.read(run.directory().resolve("provenance.csv")))
        .write(csv);
    return csv;
  }

  /**
   * Copies a run's files into a folder of the same name below {@code recorded}.
   *
   * @throws IllegalArgumentException if a tree was not clean
   */
  public static Path publish(Path directory, Path recorded) throws IOException {
    requireCleanTree();
    requireCleanRuns(directory);
    Path copy = Files.createDirectories(recorded.resolve(directory.getFileName()));
    for (String file : PUBLISHED) {
      Files.copy(directory.resolve(file), copy.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }

  private static void requireCleanTree() {
    requireClean("the program that records is", Machine.commit(Path.of("")));
  }

  private static List<Run> requireCleanRuns(Path directory) throws IOException {
    List<Run> runs = RunTable.read(directory.resolve("runs.csv"));
    for (Run run : runs) {
      requireClean("trial %s was run".formatted(run.trialId()), run.environment().commit());
    }
    return runs;
  }

  private static void requireClean(String what, String commit) {
    if (commit.equals("unknown") || commit.endsWith("-dirty")) {
      throw new IllegalArgumentException(
          "%s from git tree '%s'; commit everything, remove its lines from trials.csv, and run again"
              .formatted(what, commit));
    }
  }
}
