package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.tables.ledger.RunJournal;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.EmbeddedRun;

/**
 * How one tuned model sees a task's images, as the worker wrote it.
 *
 * @param run whose model it is
 * @param points of the training images; empty unless the run ended well
 * @param measures numbers about them
 */
record Disk(EmbeddedRun run, ImmutableList<Point> points, ImmutableList<Measure> measures) {

  private static final ImmutableList<String> POINT_COLUMNS = ImmutableList.of("label", "x", "y");
  private static final ImmutableList<String> MEASURE_COLUMNS =
      ImmutableList.of("images", "measure", "value");

  /** An image in the Poincaré disk. */
  record Point(int label, double x, double y) {

    Point {
      if (!(Math.hypot(x, y) <= 1)) {
        throw new IllegalArgumentException(
            "a point of the Poincaré disk has a radius of at most 1, got (%s, %s)".formatted(x, y));
      }
    }
  }

  /** A number, such as recall@1 of the test images. */
  record Measure(String images, String name, double value) {}

  /**
   * The disks of a run directory, in the order of {@code embeddings.csv}; none without that file.
   */
  static ImmutableList<Disk> read(Path directory) throws IOException {
    Path file = directory.resolve(EmbeddedRun.FILE);
    if (!Files.isRegularFile(file)) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<Disk> disks = ImmutableList.builder();
    for (EmbeddedRun run : EmbeddedRun.read(file)) {
      disks.add(
          run.ok()
              ? new Disk(
                  run,
                  CsvFile.read(
                      existing(directory, run, "points"),
                      POINT_COLUMNS,
                      line -> new Point(line.integer("label"), line.number("x"), line.number("y"))),
                  CsvFile.read(
                      existing(directory, run, "measures"),
                      MEASURE_COLUMNS,
                      line ->
                          new Measure(
                              line.text("images"), line.text("measure"), line.number("value"))))
              : new Disk(run, ImmutableList.of(), ImmutableList.of()));
    }
    return disks.build();
  }

  private static Path existing(Path directory, EmbeddedRun run, String what) {
    Path file =
        directory.resolve(EmbeddedRun.FOLDER).resolve("%s.%s.csv".formatted(run.trialId(), what));
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s is missing, which %s names; delete the line of trial %s from %s to run it again"
              .formatted(
                  file,
                  directory.resolve(EmbeddedRun.FILE),
                  run.trialId(),
                  RunJournal.file(directory).orElse(directory.resolve(Journal.FILE))));
    }
    return file;
  }

  /**
   * The value of a measure.
   *
   * @throws IllegalArgumentException if there is none
   */
  double measure(String images, String name) {
    return measures.stream()
        .filter(measure -> measure.images.equals(images) && measure.name.equals(name))
        .mapToDouble(Measure::value)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "embeddings/%s.measures.csv has no line '%s,%s'"
                        .formatted(run.trialId(), images, name)));
  }
}
