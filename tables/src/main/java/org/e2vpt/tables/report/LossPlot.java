package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Run;

/**
 * Learning curves of a cell, as its accuracy is made. Above, the training loss: of each seed the
 * mean over the tasks, thin; of these the mean, thick. Below, the validation accuracy in the trials
 * of the search that chose the settings, mean over the tasks; final runs train on these images,
 * too.
 */
final class LossPlot {

  private static final int WIDTH = 300;
  private static final int HEIGHT = 100;
  private static final int LEFT = 44;
  private static final int RIGHT = WIDTH - 14;
  private static final int TOP = 46;
  private static final int BETWEEN = 34;
  private static final int BOTTOM = 38;
  private static final int KEY = 18;

  /** More points than these can hardly be told apart, and would swell the page. */
  private static final int MOST_POINTS = 25;

  private static final int MOST_POINTS_OF_SEED = 10;

  private LossPlot() {}

  /** The drawing of a cell; none if its runs have no curves. */
  static Optional<String> svg(Cell cell, List<Run> runs, Curves curves) {
    List<Run> drawn = runs.stream().filter(run -> curves.has(run.trialId())).toList();
    ImmutableSet<String> tasks =
        drawn.stream().map(Run::task).collect(ImmutableSet.toImmutableSet());
    Map<Integer, List<List<Epoch>>> bySeed = new LinkedHashMap<>();
    Map<String, List<Epoch>> searches = new LinkedHashMap<>();
    for (Run run : drawn) {
      bySeed.computeIfAbsent(run.seed(), seed -> new ArrayList<>()).add(curves.of(run.trialId()));
      curves.search(run.trialId()).ifPresent(curve -> searches.put(run.task(), curve));
    }
    // A seed that misses a task would be a mean of something else, and so would a search.
    List<List<Epoch>> seeds =
        bySeed.values().stream()
            .filter(ofSeed -> ofSeed.size() == tasks.size())
            .map(LossPlot::mean)
            .filter(curve -> !curve.isEmpty())
            .toList();
    List<Epoch> validation =
        searches.keySet().equals(tasks) ? mean(List.copyOf(searches.values())) : List.of();
    return seeds.isEmpty()
        ? Optional.empty()
        : Optional.of(
            svg(
                cell,
                tasks,
                seeds,
                validation.stream().filter(epoch -> !Double.isNaN(epoch.accuracy())).toList()));
  }

  private static String svg(
      Cell cell, ImmutableSet<String> tasks, List<List<Epoch>> seeds, List<Epoch> validation) {
    List<Epoch> mean = mean(seeds);
    Area losses = new Area(LEFT, TOP, RIGHT, TOP + HEIGHT);
    Area accuracies =
        validation.isEmpty()
            ? losses
            : new Area(LEFT, losses.bottom() + BETWEEN, RIGHT, losses.bottom() + BETWEEN + HEIGHT);
    Svg svg =
        new Svg(
            WIDTH,
            (int) accuracies.bottom() + BOTTOM,
            finding(cell, tasks, seeds.size(), mean, validation));
    Axis x =
        new Axis(
            0,
            Stream.concat(seeds.stream(), Stream.of(validation))
                .flatMap(List::stream)
                .mapToDouble(Epoch::epoch)
                .max()
                .orElse(1),
            LEFT,
            RIGHT);
    Axis y = new Axis(0, most(seeds, Epoch::loss), losses.bottom(), losses.top());
    svg.beside(y, y.ticks(3), Svg::number, losses, "training loss");
    svg.line("loss", 0, 10, KEY, 10).label("key", KEY + 6, 14, "one seed");
    svg.line("loss mean-loss", 100, 10, 100 + KEY, 10)
        .label("key", 106 + KEY, 14, "mean over %s".formatted(Amounts.count(seeds.size(), "seed")));
    for (List<Epoch> seed : seeds) {
      svg.curve("loss", points(seed, MOST_POINTS_OF_SEED, x, y, Epoch::loss));
    }
    svg.curve("loss mean-loss", points(mean, MOST_POINTS, x, y, Epoch::loss));
    if (!validation.isEmpty()) {
      Axis percent = axis(validation, accuracies);
      svg.beside(
          percent,
          percent.ticks(3),
          Svg::number,
          accuracies,
          "validation accuracy in the search, %");
      svg.curve("validation", points(validation, MOST_POINTS, x, percent, Epoch::accuracy));
    }
    return svg.below(x, x.ticks(4), Svg::number, accuracies, "epoch").toString();
  }

  private static Axis axis(List<Epoch> validation, Area area) {
    double low = validation.stream().mapToDouble(Epoch::accuracy).min().orElseThrow();
    double high = validation.stream().mapToDouble(Epoch::accuracy).max().orElseThrow();
    double margin = Math.max(1, 0.05 * (high - low));
    return new Axis(
        Math.max(0, low - margin), Math.min(100, high + margin), area.bottom(), area.top());
  }

  /** Of several curves, as far as the shortest goes. */
  private static List<Epoch> mean(List<List<Epoch>> curves) {
    int epochs = curves.stream().mapToInt(List::size).min().orElse(0);
    return IntStream.range(0, epochs)
        .mapToObj(
            i ->
                new Epoch(
                    curves.get(0).get(i).epoch(),
                    mean(curves, i, Epoch::loss),
                    mean(curves, i, Epoch::accuracy)))
        .toList();
  }

  private static double mean(List<List<Epoch>> curves, int i, ToDoubleFunction<Epoch> value) {
    return curves.stream().map(curve -> curve.get(i)).mapToDouble(value).average().orElseThrow();
  }

  private static List<double[]> points(
      List<Epoch> curve, int most, Axis x, Axis y, ToDoubleFunction<Epoch> value) {
    int stride = Math.max(1, (curve.size() + most - 1) / most);
    int last = curve.size() - 1;
    return IntStream.iterate(0, i -> i <= last, i -> i + stride)
        .map(i -> last - i < stride ? last : i)
        .mapToObj(curve::get)
        .map(
            epoch ->
                new double[] {
                  Math.rint(x.at(epoch.epoch())),
                  Math.rint(2 * y.at(value.applyAsDouble(epoch))) / 2
                })
        .toList();
  }

  private static String finding(
      Cell cell, ImmutableSet<String> tasks, int seeds, List<Epoch> mean, List<Epoch> validation) {
    Epoch last = mean.get(mean.size() - 1);
    return String.format(
        Locale.ROOT,
        "%s on %s: the training loss goes from %s to %s in %s, mean of %s%s",
        cell.asked().title(),
        Words.tasks(tasks),
        Words.percent(mean.get(0).loss()),
        Words.percent(last.loss()),
        Amounts.count(last.epoch(), "epoch"),
        Amounts.count(seeds, "seed"),
        validation.isEmpty() ? "" : validated(validation.get(validation.size() - 1)));
  }

  private static String validated(Epoch last) {
    return String.format(
        Locale.ROOT,
        "; validation accuracy in the search was %s %% after epoch %d",
        Words.percent(last.accuracy()),
        last.epoch());
  }

  private static double most(List<List<Epoch>> curves, ToDoubleFunction<Epoch> value) {
    return curves.stream().flatMap(List::stream).mapToDouble(value).max().orElse(1);
  }
}
