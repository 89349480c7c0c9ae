package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.ledger.RunJournal;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.DeviceTime;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.RecordedRuns;
import org.e2vpt.tables.paper.Registration;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.report.Report;

/**
 * What a run leaves in git: reference values, or a recorded report. Only programs of known sources
 * may.
 */
public final class Recording {

  private static final String SUMMARY = "summary.md";

  /** What a summary is called where it is published: whoever browses a repository is shown it. */
  private static final String README = "README.md";

  private static final ImmutableList<String> PUBLISHED =
      ImmutableList.of(
          "trials.csv",
          "runs.csv",
          "cells.csv",
          Reasons.FILE,
          "provenance.csv",
          "index.html",
          SUMMARY);

  private Recording() {}

  /**
   * Runs a page and writes all of its final runs as {@code recorded.csv} of a paper's folder, with
   * their provenance beside it. Rows that have fewer runs than others are left out: nothing can be
   * compared with them.
   *
   * @throws IllegalArgumentException if there are too few seeds for a spread that later runs can be
   *     compared with, a run did not end well, or a program of unknown sources ran a trial
   * @throws IllegalStateException if this program's sources are not known
   */
  public static Path reference(TableRun run, Path folder) throws IOException {
    Paper paper = run.page().paper();
    int seeds = run.config().seeds(paper).size();
    int fewest = paper.info().seeds().size();
    if (seeds < fewest) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a reference needs at least %d seeds, got %d; omit --seeds",
              fewest,
              seeds));
    }
    BuildInfo.ofProgram().requireClean("record");
    var unused = run.run(ImmutableMap.of());
    requireCleanTrials("record", run.directory());
    List<RecordedRuns.Line> lines = new ArrayList<>();
    for (Run end : RunTable.read(run.directory().resolve("runs.csv"))) {
      String table = TableId.parse(end.table()).table();
      if (paper.row(table, end.row()).runs() > 0) {
        continue;
      }
      lines.add(
          new RecordedRuns.Line(
              table,
              end.score()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              String.format(
                                  Locale.ROOT,
                                  "%s on %s with seed %d ended as %s: a reference needs every run",
                                  end.row(),
                                  end.task(),
                                  end.seed(),
                                  end.status())))));
    }
    return new RecordedRuns(
            ImmutableList.copyOf(lines), Provenance.read(run.directory().resolve("provenance.csv")))
        .write(Folders.create(folder));
  }

  /**
   * Copies a run's files and the learning curves of its final runs and of the trials that chose
   * their settings into a folder of the same name below {@code recorded}.
   *
   * @throws IllegalArgumentException if a file is missing, no cell was compared with anything
   *     though the run is not of a user's own images, or a program of unknown sources ran a trial
   * @throws IllegalStateException if this program's sources are not known
   */
  public static Path publish(Path directory, Path recorded) throws IOException {
    return publish(directory, recorded, BuildInfo.ofProgram());
  }

  static Path publish(Path directory, Path recorded, BuildInfo program) throws IOException {
    for (String file : PUBLISHED) {
      if (!Files.isRegularFile(directory.resolve(file))) {
        throw new IllegalArgumentException(
            "%s has no %s: it is not a finished run; run 'mvn verify' first"
                .formatted(directory, file));
      }
    }
    program.requireClean("publish");
    requireCleanTrials("publish", directory);
    Path cells = directory.resolve("cells.csv");
    Optional<Path> papers = OwnImagesPaper.papersOf(directory); // methods are compared there
    if (papers.isEmpty()
        && CellTable.read(cells).stream().allMatch(cell -> cell.reference().n() == 0)) {
      throw new IllegalArgumentException(
          "%s: no cell has a reference; run 'mvn verify' again, with a recorded reference"
              .formatted(cells));
    }
    Path copy = Folders.create(recorded.resolve(directory.getFileName()));
    for (String file : PUBLISHED) {
      copy(directory.resolve(file), copy.resolve(file.equals(SUMMARY) ? README : file));
    }
    List<Run> runs = RunTable.read(directory.resolve("runs.csv"));
    Map<String, String> searches = RunJournal.read(directory).orElseThrow().searches(runs);
    copyFolder(
        directory,
        copy,
        "curves",
        runs.stream()
            .map(Run::trialId)
            .flatMap(id -> Stream.of(id, searches.getOrDefault(id, id)))
            .distinct()
            .map(id -> id + ".csv")
            .toList());
    if (papers.isPresent()) {
      OwnImagesPaper.publish(papers.get(), copy);
    }
    if (Files.isDirectory(directory.resolve(Report.PREDICTIONS))) {
      copyFolder(
          directory,
          copy,
          Report.PREDICTIONS,
          runs.stream().map(run -> run.trialId() + ".csv").toList());
    }
    for (String file :
        List.of(
            DeviceTime.FILE, Registration.FILE, Report.THUMBNAILS, Report.SUMMARY_FOR_PROGRAMS)) {
      if (Files.isRegularFile(directory.resolve(file))) {
        copy(directory.resolve(file), copy.resolve(file));
      }
    }
    Path embeddings = directory.resolve(EmbeddedRun.FILE);
    if (Files.isRegularFile(embeddings)) {
      copy(embeddings, copy.resolve(EmbeddedRun.FILE));
      copyFolder(
          directory,
          copy,
          EmbeddedRun.FOLDER,
          EmbeddedRun.read(embeddings).stream().flatMap(run -> run.files().stream()).toList());
    }
    return copy;
  }

  /** Whether a folder is what {@link #publish} leaves. */
  public static boolean isPublished(Path directory) {
    return Files.isRegularFile(directory.resolve(README))
        && Files.notExists(directory.resolve(SUMMARY));
  }

  /** Only those of the run: files of an earlier publication go. */
  private static void copyFolder(Path directory, Path copy, String folder, List<String> names)
      throws IOException {
    Path files = Folders.create(copy.resolve(folder));
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

  /** Searches too: they choose the settings of the final runs. */
  private static void requireCleanTrials(String action, Path directory) {
    try (Journal journal = Journal.open(directory)) {
      for (TrialResult result : journal.results()) {
        String commit = result.environment().commit();
        if (!BuildInfo.isClean(commit)) {
          throw new IllegalArgumentException(
              ("Refusing to %s: trial %s was run by a program with uncommitted changes, or of an"
                      + " unknown commit: '%s'. Delete %s, and run it again with a program that was"
                      + " built from a clean working tree.")
                  .formatted(action, result.trial().id(), commit, directory));
        }
      }
    }
  }
}
