package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Run;

/**
 * Training loss of a cell over epochs, as its accuracy is made: of each seed the mean over the
 * tasks, thin; of these the mean, thick.
 */
final class LossPlot {

  private static final int WIDTH = 300;
  private static final int HEIGHT = 150;
  private static final int LEFT = 34;
  private static final int TOP = 26;
  private static final int BOTTOM = 22;

  /** More points than these can hardly be told apart, and would swell the page. */
  private static final int MOST_POINTS = 25;

  private static final int MOST_POINTS_OF_SEED = 10;

  private LossPlot() {}

  /** The drawing of a cell; none if its runs have no curves. */
  static Optional<String> svg(
      Cell cell, List<Run> runs, ImmutableMap<String, ImmutableList<Epoch>> curves) {
    List<Run> drawn = runs.stream().filter(run -> curves.containsKey(run.trialId())).toList();
    ImmutableSet<String> tasks =
        drawn.stream().map(Run::task).collect(ImmutableSet.toImmutableSet());
    Map<Integer, List<List<Epoch>>> bySeed = new LinkedHashMap<>();
    for (Run run : drawn) {
      bySeed
          .computeIfAbsent(run.seed(), seed -> new ArrayList<>())
          .add(curves.getOrDefault(run.trialId(), ImmutableList.of()));
    }
    // A seed that misses a task would be a mean of something else.
    List<List<Epoch>> seeds =
        bySeed.values().stream()
            .filter(ofSeed -> ofSeed.size() == tasks.size())
            .map(LossPlot::mean)
            .filter(curve -> !curve.isEmpty())
            .toList();
    return seeds.isEmpty() ? Optional.empty() : Optional.of(svg(cell, tasks, seeds));
  }

  private static String svg(Cell cell, ImmutableSet<String> tasks, List<List<Epoch>> seeds) {
    List<Epoch> mean = mean(seeds);
    Axis x = new Axis(0, most(seeds, Epoch::epoch), LEFT, WIDTH - 8);
    Axis y = new Axis(0, most(seeds, Epoch::loss), HEIGHT - BOTTOM, TOP);
    Svg svg = new Svg(WIDTH, HEIGHT, finding(cell, tasks, seeds.size(), mean));
    svg.label("panel", LEFT, 14, "training loss over epochs");
    for (double tick : y.ticks(3)) {
      svg.grid(LEFT, y.at(tick), WIDTH - 6, y.at(tick));
      svg.label("tick-y", LEFT - 5, y.at(tick) + 3.5, Svg.at(tick));
    }
    for (double tick : x.ticks(4)) {
      svg.label("tick", x.at(tick), HEIGHT - 6, Svg.at(tick));
    }
    for (List<Epoch> seed : seeds) {
      svg.curve("loss", points(seed, MOST_POINTS_OF_SEED, x, y));
    }
    svg.curve("loss mean-loss", points(mean, MOST_POINTS, x, y));
    return svg.toString();
  }

  /** Of several curves, as far as the shortest goes. */
  private static List<Epoch> mean(List<List<Epoch>> curves) {
    int epochs = curves.stream().mapToInt(List::size).min().orElse(0);
    List<Epoch> mean = new ArrayList<>();
    for (int i = 0; i < epochs; i++) {
      int epoch = i;
      mean.add(
          new Epoch(
              curves.get(0).get(epoch).epoch(),
              curves.stream().mapToDouble(curve -> curve.get(epoch).loss()).average().orElse(0)));
    }
    return mean;
  }

  private static List<double[]> points(List<Epoch> curve, int most, Axis x, Axis y) {
    int stride = Math.max(1, (curve.size() + most - 1) / most);
    int last = curve.size() - 1;
    Function<Integer, Integer> orLast = i -> last - i < stride ? last : i;
    return Stream.iterate(0, i -> i <= last, i -> i + stride)
        .map(orLast)
        .map(curve::get)
        .map(
            epoch ->
                new double[] {
                  Math.rint(x.at(epoch.epoch())), Math.rint(2 * y.at(epoch.loss())) / 2
                })
        .toList();
  }

  private static String finding(
      Cell cell, ImmutableSet<String> tasks, int seeds, List<Epoch> mean) {
    Epoch last = mean.get(mean.size() - 1);
    return String.format(
        Locale.ROOT,
        "%s on %s: the training loss goes from %s to %s in %d epochs, mean of %d seed%s",
        cell.asked().title(),
        Words.tasks(tasks),
        Words.percent(mean.get(0).loss()),
        Words.percent(last.loss()),
        last.epoch(),
        seeds,
        seeds == 1 ? "" : "s");
  }

  private static double most(List<List<Epoch>> curves, ToDoubleFunction<Epoch> value) {
    return curves.stream().flatMap(List::stream).mapToDouble(value).max().orElse(1);
  }
}
