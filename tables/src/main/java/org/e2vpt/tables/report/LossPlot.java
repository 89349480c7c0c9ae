package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Run;

/** Training loss over epochs: one small drawing a row and task, a line a seed, one scale a task. */
final class LossPlot {

  private static final int WIDTH = 240;
  private static final int HEIGHT = 150;
  private static final int LEFT = 34;
  private static final int TOP = 26;
  private static final int BOTTOM = 22;

  /** More points than this cannot be told apart, and would swell the page. */
  private static final int MOST_POINTS = 60;

  private LossPlot() {}

  /** The drawings of one row, task by task; empty if it has no curves. */
  static ImmutableList<String> svgs(
      PageRow row, List<PageRow> rows, ImmutableMap<String, ImmutableList<Epoch>> curves) {
    ImmutableList.Builder<String> svgs = ImmutableList.builder();
    for (Setting setting : row.settings()) {
      List<List<Epoch>> own = curves(setting.runs().stream(), curves);
      if (!own.isEmpty()) {
        Stream<Run> ofTask =
            rows.stream()
                .flatMap(r -> r.settings().stream())
                .filter(s -> s.task().equals(setting.task()))
                .flatMap(s -> s.runs().stream());
        svgs.add(svg(row.title(), setting.task(), own, curves(ofTask, curves)));
      }
    }
    return svgs.build();
  }

  private static String svg(
      String title, String task, List<List<Epoch>> seeds, List<List<Epoch>> scale) {
    Axis x = new Axis(0, most(scale, Epoch::epoch), LEFT, WIDTH - 8);
    Axis y = new Axis(0, most(scale, Epoch::loss), HEIGHT - BOTTOM, TOP);
    Svg svg = new Svg(WIDTH, HEIGHT, finding(title, task, seeds));
    svg.label("panel", LEFT, 14, task);
    for (double tick : y.ticks(3)) {
      svg.line("grid", LEFT, y.at(tick), WIDTH - 6, y.at(tick));
      svg.label("tick-y", LEFT - 5, y.at(tick) + 3.5, Svg.at(tick));
    }
    for (double tick : x.ticks(4)) {
      svg.label("tick", x.at(tick), HEIGHT - 6, Svg.at(tick));
    }
    for (List<Epoch> seed : seeds) {
      svg.curve("loss", points(seed, x, y));
    }
    return svg.toString();
  }

  private static String points(List<Epoch> curve, Axis x, Axis y) {
    int stride = Math.max(1, (curve.size() + MOST_POINTS - 1) / MOST_POINTS);
    int last = curve.size() - 1;
    return Stream.iterate(0, i -> i <= last, i -> i + stride)
        .map(i -> last - i < stride ? last : i)
        .map(curve::get)
        .map(epoch -> Svg.at(x.at(epoch.epoch())) + "," + Svg.at(y.at(epoch.loss())))
        .collect(Collectors.joining(" "));
  }

  private static String finding(String title, String task, List<List<Epoch>> seeds) {
    List<Epoch> first = seeds.get(0);
    Epoch last = first.get(first.size() - 1);
    return "%s on %s: the first seed's training loss goes from %s to %s in %d epochs; seeds: %d"
        .formatted(
            title,
            task,
            Words.percent(first.get(0).loss()),
            Words.percent(last.loss()),
            last.epoch(),
            seeds.size());
  }

  private static List<List<Epoch>> curves(
      Stream<Run> runs, ImmutableMap<String, ImmutableList<Epoch>> curves) {
    return runs.<List<Epoch>>map(run -> curves.getOrDefault(run.trialId(), ImmutableList.of()))
        .filter(curve -> !curve.isEmpty())
        .toList();
  }

  private static double most(List<List<Epoch>> curves, ToDoubleFunction<Epoch> value) {
    return curves.stream().flatMap(List::stream).mapToDouble(value).max().orElse(1);
  }
}
