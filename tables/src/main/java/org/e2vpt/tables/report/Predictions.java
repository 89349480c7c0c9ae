package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.e2vpt.harness.tuned.ConfusionMatrix;
import org.e2vpt.harness.tuned.ConfusionMatrix.Share;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.CsvLine;
import org.e2vpt.tables.paper.Run;

/**
 * What the final runs of a row predicted of each test image of a folder: {@code
 * predictions/<trial>.csv}.
 *
 * @param task id of the folder
 * @param title of the row
 * @param runs n, of which there are predictions
 * @param matrix what was taken for what, over all runs
 * @param wrong images that are taken for another class, the most confident first
 */
record Predictions(
    String task, String title, int runs, ConfusionMatrix matrix, ImmutableList<Wrong> wrong) {

  /** The folder in that of a run. */
  static final String FOLDER = "predictions";

  /** More classes make a matrix that nobody reads. */
  static final int MOST_IN_MATRIX = 30;

  static final int MOST_WRONG = 12;

  private static final int MOST_CONFUSIONS = 20;

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("image", "class", "predicted", "probability");

  /**
   * An image that some runs take for another class.
   *
   * @param image its path below the folder
   * @param name its class
   * @param predicted what most of these runs take it for
   * @param runs how many take it for that
   * @param confidence the sum of their probabilities over n
   */
  record Wrong(String image, String name, String predicted, int runs, double confidence) {}

  /** A line of such a file. */
  record Line(String image, String name, String predicted, double probability) {
    static Line parse(CsvLine line) {
      return new Line(
          line.text("image"),
          line.text("class"),
          line.text("predicted"),
          line.number("probability"));
    }

    private boolean isRight() {
      return name.equals(predicted);
    }
  }

  /** Those of a run directory, for each row and folder; none if its tasks are not folders. */
  static ImmutableList<Predictions> read(Path directory, List<Cell> cells, List<Run> runs)
      throws IOException {
    ImmutableList.Builder<Predictions> all = ImmutableList.builder();
    for (Cell cell : cells) {
      for (String task : cell.asked().tasks()) {
        List<List<Line>> lines = new ArrayList<>();
        for (Run run : runs) {
          Path file = directory.resolve(FOLDER).resolve(run.trialId() + ".csv");
          if (run.table().equals(cell.asked().table())
              && run.row().equals(cell.asked().row())
              && run.task().equals(task)
              && Files.isRegularFile(file)) {
            lines.add(CsvFile.read(file, COLUMNS, Line::parse));
          }
        }
        if (!lines.isEmpty()) {
          all.add(of(task, cell.asked().title(), lines));
        }
      }
    }
    return all.build();
  }

  static Predictions of(String task, String title, List<List<Line>> runs) {
    ImmutableList<String> classes =
        runs.stream()
            .flatMap(List::stream)
            .flatMap(line -> Stream.of(line.name, line.predicted))
            .collect(toImmutableSortedSet(Comparator.naturalOrder()))
            .asList(); // whose indexOf is a binary search
    ConfusionMatrix matrix = new ConfusionMatrix(classes);
    Map<String, ListMultimap<String, Line>> wrong = new LinkedHashMap<>();
    for (Line line : runs.stream().flatMap(List::stream).toList()) {
      matrix.add(classes.indexOf(line.name), classes.indexOf(line.predicted));
      if (!line.isRight()) {
        wrong
            .computeIfAbsent(line.image, image -> LinkedListMultimap.create())
            .put(line.predicted, line);
      }
    }
    return new Predictions(
        task,
        title,
        runs.size(),
        matrix,
        wrong.values().stream()
            .map(of -> mostConfident(of, runs.size()))
            .sorted(Comparator.comparingDouble(Wrong::confidence).reversed())
            .limit(MOST_WRONG)
            .collect(toImmutableList()));
  }

  /** Of what runs take an image for, by the name of the class, that of the greatest confidence. */
  private static Wrong mostConfident(ListMultimap<String, Line> predicted, int runs) {
    return Multimaps.asMap(predicted).values().stream()
        .map(lines -> wrong(lines, runs))
        .max(Comparator.comparingDouble(Wrong::confidence))
        .orElseThrow();
  }

  private static Wrong wrong(List<Line> same, int runs) {
    Line first = same.get(0);
    return new Wrong(
        first.image,
        first.name,
        first.predicted,
        same.size(),
        same.stream().mapToDouble(Line::probability).sum() / runs);
  }

  /** The names of the folders. */
  ImmutableList<String> classes() {
    return matrix.classes();
  }

  /** Of a run in the mean, how many images of a class are taken for another or the same. */
  String count(String name, String predicted) {
    long count = matrix.count(label(name), label(predicted));
    return count == 0 ? "" : mean(count);
  }

  private int label(String name) {
    return classes().indexOf(name);
  }

  private String mean(long count) {
    return String.format(Locale.ROOT, "%.1f", (double) count / runs);
  }

  /** How many test images a class has. */
  long images(String name) {
    return share(name).images() / runs;
  }

  /** What naming the largest class alone would reach, in percent. */
  double largestClass() {
    long all = classes().stream().mapToLong(this::images).sum();
    return 100.0 * classes().stream().mapToLong(this::images).max().orElse(0) / all;
  }

  /** The share of a class that is predicted right, in percent over all runs. */
  String accuracy(String name) {
    Share share = share(name);
    return share.images() == 0 ? "" : String.format(Locale.ROOT, "%.1f", share.percent());
  }

  /** Another row may have a class more, if files of this one are incomplete. */
  private Share share(String name) {
    return classes().contains(name) ? matrix.accuracy(label(name)) : new Share(0, 0);
  }

  /** Whether the matrix is small enough to be read. */
  boolean hasMatrix() {
    return classes().size() <= MOST_IN_MATRIX;
  }

  /** The most frequent errors: {@code cat for dog 4.3}. */
  ImmutableList<String> confusions() {
    return matrix.errors().stream()
        .limit(MOST_CONFUSIONS)
        .map(
            pair ->
                "%s is taken for %s: %s"
                    .formatted(
                        classes().get(pair.label()),
                        classes().get(pair.predicted()),
                        mean(matrix.count(pair.label(), pair.predicted()))))
        .collect(toImmutableList());
  }

  /** The images that a page shows, of all rows, by folder. */
  static ImmutableSetMultimap<String, String> shown(List<Predictions> all) {
    return all.stream()
        .collect(
            ImmutableSetMultimap.flatteningToImmutableSetMultimap(
                Predictions::task, row -> row.wrong.stream().map(Wrong::image)));
  }
}
