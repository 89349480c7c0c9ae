package org.e2vpt.tables.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.Summary;

/**
 * The seeds of a cell's tasks, a line for each task: how many points each lies off the value that
 * is printed of the row on that task. Where none is printed, off the mean of its seeds; such a task
 * has a star.
 */
final class TaskPlot {

  private static final int WIDTH = 300;
  private static final int ROW = 16;
  private static final int LEFT = 146;
  private static final int RIGHT = 18;
  private static final int TOP = 22;
  private static final int BOTTOM = 20;

  /** A task's line. */
  private record Line(String task, boolean printed, double zero, List<Double> seeds) {

    double mean() {
      return seeds.stream().mapToDouble(seed -> seed - zero).average().orElseThrow();
    }

    DoubleStream points() {
      return seeds.stream().mapToDouble(seed -> seed - zero);
    }
  }

  private TaskPlot() {}

  /** The drawing of a cell; none if it has one task, whose seeds are in its line. */
  static Optional<String> svg(Cell cell, List<Setting> settings, Reference reference) {
    List<Line> lines = new ArrayList<>();
    for (Setting setting : settings) {
      List<Double> seeds = setting.runs().stream().filter(Run::ok).map(Run::accuracy).toList();
      if (!seeds.isEmpty()) {
        Summary printed = reference.of(cell.asked().withTasks(List.of(setting.task())));
        lines.add(
            new Line(
                setting.task(),
                printed.n() > 0,
                printed.n() > 0 ? printed.mean() : setting.measured().mean(),
                seeds));
      }
    }
    return lines.size() < 2 ? Optional.empty() : Optional.of(draw(cell, lines));
  }

  private static String draw(Cell cell, List<Line> lines) {
    int bottom = TOP + ROW * lines.size();
    Axis x = axis(lines);
    Svg svg = new Svg(WIDTH, bottom + BOTTOM, finding(cell, lines));
    svg.label("panel", 0, 14, "seeds, points off the " + zero(lines));
    svg.below(x, x.ticks(4), Svg::difference, new Area(LEFT, TOP, WIDTH - RIGHT, bottom), "");
    svg.line("recorded", x.at(0), TOP, x.at(0), bottom);
    StringBuilder offPrinted = new StringBuilder();
    StringBuilder offMean = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      double y = TOP + ROW * (i + 0.5);
      svg.label("tick-y", LEFT - 6, y + 4, line.task + (line.printed ? "" : "*"));
      (line.printed ? offPrinted : offMean)
          .append(
              dots(
                  line.points().mapToLong(point -> Math.round(x.at(point))).sorted().toArray(), y));
    }
    svg.dots("off", offPrinted.toString());
    svg.dots("off-mean", offMean.toString());
    return svg.toString();
  }

  /** Lines of no length, which round ends make dots, from the left to the right. */
  private static String dots(long[] from, double y) {
    StringBuilder path =
        new StringBuilder(String.format(Locale.ROOT, "M%d %sh0", from[0], Svg.at(y)));
    for (int i = 1; i < from.length; i++) {
      path.append(String.format(Locale.ROOT, "m%d 0h0", from[i] - from[i - 1]));
    }
    return path.toString();
  }

  private static String zero(List<Line> lines) {
    long printed = lines.stream().filter(Line::printed).count();
    return printed == 0
        ? "mean (*)"
        : printed == lines.size() ? "printed value" : "printed value, * off the mean";
  }

  private static Axis axis(List<Line> lines) {
    double low = Math.min(0, lines.stream().flatMapToDouble(Line::points).min().orElseThrow());
    double high = Math.max(0, lines.stream().flatMapToDouble(Line::points).max().orElseThrow());
    double margin = Math.max(0.1, 0.05 * (high - low));
    return new Axis(low - margin, high + margin, LEFT, WIDTH - RIGHT);
  }

  private static String finding(Cell cell, List<Line> lines) {
    String seeds =
        "%s, seeds of %s".formatted(cell.asked().title(), Amounts.count(lines.size(), "task"));
    return lines.stream()
        .filter(Line::printed)
        .max(Comparator.comparingDouble(line -> Math.abs(line.mean())))
        .map(
            line ->
                "%s: farthest from the printed value is %s, %s points in the mean"
                    .formatted(seeds, line.task, Words.signed(Decimals.round(line.mean(), 2))))
        .orElse(seeds + ": no value of a single task is printed");
  }
}
