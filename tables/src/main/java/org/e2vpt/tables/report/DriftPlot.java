package org.e2vpt.tables.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.Summary;

/**
 * A cell over nights, the oldest at the left: means joined by a line with their standard deviation,
 * the reference with its margin as a band, a ring around a step, an upright line where settings
 * changed. The last point is red if it is outside the band.
 */
final class DriftPlot {

  private static final int WIDTH = 300;
  private static final int HEIGHT = 146;
  private static final int LEFT = 42;
  private static final int RIGHT = 10;
  private static final int TOP = 24;
  private static final int BOTTOM = 22;

  private DriftPlot() {}

  static String svg(Drift drift) {
    List<Night> nights = drift.nights();
    int end = nights.size() - 1;
    Axis x = new Axis(end == 0 ? -1 : 0, Math.max(1, end), LEFT + 6.0, WIDTH - RIGHT);
    Axis y = axis(nights);
    Svg svg = new Svg(WIDTH, HEIGHT, finding(drift));
    svg.beside(
        y,
        y.ticks(3),
        Svg::number,
        new Area(LEFT, TOP, WIDTH - 4.0, HEIGHT - BOTTOM),
        "top-1 accuracy, %");
    Night last = drift.last();
    if (!Double.isNaN(last.margin())) {
      double top = y.at(last.reference() + last.margin());
      svg.rectangle(
          "band", LEFT, top, WIDTH - 4 - LEFT, y.at(last.reference() - last.margin()) - top);
    }
    if (!Double.isNaN(last.reference())) {
      svg.line("recorded", LEFT, y.at(last.reference()), WIDTH - 4, y.at(last.reference()));
    }
    for (int i : drift.changes()) {
      svg.line("change", x.at(i - 0.5), TOP, x.at(i - 0.5), HEIGHT - BOTTOM);
    }
    for (int i = 0; i < nights.size(); i++) {
      Summary night = nights.get(i).measured();
      if (night.n() > 1) {
        svg.line(
            "spread",
            x.at(i),
            y.at(night.mean() - night.sd()),
            x.at(i),
            y.at(night.mean() + night.sd()));
      }
    }
    svg.curve(
        "means",
        IntStream.range(0, nights.size())
            .mapToObj(i -> new double[] {x.at(i), y.at(nights.get(i).measured().mean())})
            .toList());
    for (int i = 0; i < nights.size(); i++) {
      boolean outside = i == end && drift.isOutside();
      svg.dot(
          outside ? "outside" : "seed",
          x.at(i),
          y.at(nights.get(i).measured().mean()),
          i == end ? 4 : 2.5);
    }
    for (int i : drift.steps()) {
      svg.dot("step", x.at(i), y.at(nights.get(i).measured().mean()), 7);
    }
    svg.label("tick-start", LEFT, HEIGHT - 4, nights.get(0).day());
    if (!last.day().equals(nights.get(0).day())) {
      svg.label("tick-y", WIDTH - 4, HEIGHT - 4, last.day());
    }
    return svg.toString();
  }

  private static Axis axis(List<Night> nights) {
    double[] values =
        nights.stream()
            .flatMapToDouble(
                night -> {
                  double sd = night.measured().n() > 1 ? night.measured().sd() : 0;
                  double margin = Double.isNaN(night.margin()) ? 0 : night.margin();
                  return DoubleStream.of(
                      night.measured().mean() - sd,
                      night.measured().mean() + sd,
                      night.reference() - margin,
                      night.reference() + margin);
                })
            .filter(Double::isFinite)
            .toArray();
    double low = DoubleStream.of(values).min().orElse(0);
    double high = DoubleStream.of(values).max().orElse(100);
    double margin = Math.max(0.2, 0.05 * (high - low));
    return new Axis(low - margin, high + margin, HEIGHT - BOTTOM, TOP);
  }

  private static String finding(Drift drift) {
    return String.format(
        Locale.ROOT,
        "%s over %s: %s; %s",
        drift.name(),
        Amounts.count(drift.nights().size(), "night"),
        drift.lastInShort(),
        Amounts.count(drift.steps().size(), "step"));
  }
}
