package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * @param classes names of the folders
 * @param counts of images of a class that were taken for another or the same, over all runs
 * @param wrong images that are taken for another class, the most confident first
 */
record Predictions(
    String task,
    String title,
    int runs,
    ImmutableSortedSet<String> classes,
    ImmutableMap<Pair, Integer> counts,
    ImmutableList<Wrong> wrong) {

  /** The folder in that of a run. */
  static final String FOLDER = "predictions";

  /** More classes make a matrix that nobody reads. */
  static final int MOST_IN_MATRIX = 30;

  static final int MOST_WRONG = 12;

  private static final int MOST_CONFUSIONS = 20;

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("image", "class", "predicted", "probability");

  /** A class, and what an image of it is taken for. */
  record Pair(String name, String predicted) {
    boolean isRight() {
      return name.equals(predicted);
    }
  }

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
    Map<Pair, Integer> counts = new LinkedHashMap<>();
    Map<String, Map<Pair, List<Double>>> wrong = new LinkedHashMap<>();
    ImmutableSortedSet.Builder<String> classes = ImmutableSortedSet.naturalOrder();
    for (Line line : runs.stream().flatMap(List::stream).toList()) {
      Pair pair = new Pair(line.name, line.predicted);
      classes.add(line.name, line.predicted);
      counts.merge(pair, 1, Integer::sum);
      if (!pair.isRight()) {
        wrong
            .computeIfAbsent(line.image, image -> new LinkedHashMap<>())
            .computeIfAbsent(pair, key -> new ArrayList<>())
            .add(line.probability);
      }
    }
    List<Wrong> all = new ArrayList<>();
    wrong.forEach(
        (image, of) ->
            of.entrySet().stream()
                .map(pair -> wrong(image, pair.getKey(), pair.getValue(), runs.size()))
                .max(Comparator.comparingDouble(Wrong::confidence))
                .ifPresent(all::add));
    return new Predictions(
        task,
        title,
        runs.size(),
        classes.build(),
        ImmutableMap.copyOf(counts),
        all.stream()
            .sorted(Comparator.comparingDouble(Wrong::confidence).reversed())
            .limit(MOST_WRONG)
            .collect(toImmutableList()));
  }

  private static Wrong wrong(String image, Pair pair, List<Double> probabilities, int runs) {
    return new Wrong(
        image,
        pair.name,
        pair.predicted,
        probabilities.size(),
        probabilities.stream().mapToDouble(p -> p).sum() / runs);
  }

  /** Of a run in the mean, how many images of a class are taken for another or the same. */
  String count(String name, String predicted) {
    Integer count = counts.get(new Pair(name, predicted));
    return count == null ? "" : decimal((double) count / runs);
  }

  /** Of a class, over all runs. */
  private int all(String name) {
    return counts.entrySet().stream()
        .filter(count -> count.getKey().name.equals(name))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static String decimal(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** How many test images a class has. */
  int images(String name) {
    return all(name) / runs;
  }

  /** The share of a class that is predicted right, in percent over all runs. */
  String accuracy(String name) {
    int all = all(name);
    int right = counts.getOrDefault(new Pair(name, name), 0);
    return all == 0 ? "" : String.format(Locale.ROOT, "%.1f", 100.0 * right / all);
  }

  /** Whether the matrix is small enough to be read. */
  boolean hasMatrix() {
    return classes.size() <= MOST_IN_MATRIX;
  }

  /** The most frequent errors: {@code cat for dog 4.3}. */
  ImmutableList<String> confusions() {
    return counts.entrySet().stream()
        .filter(count -> !count.getKey().isRight())
        .sorted(Comparator.comparing(count -> -count.getValue()))
        .limit(MOST_CONFUSIONS)
        .map(
            count ->
                "%s is taken for %s: %s"
                    .formatted(
                        count.getKey().name,
                        count.getKey().predicted,
                        decimal((double) count.getValue() / runs)))
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
