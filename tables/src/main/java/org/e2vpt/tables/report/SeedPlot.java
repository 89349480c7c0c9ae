package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * Every seed of one group as a dot: rows downwards, accuracy to the right; a bar is the mean of the
 * dots, a band is the recorded mean (line) ± margin.
 */
final class SeedPlot {

  private static final int WIDTH = 460;
  private static final int ROW = 30;
  private static final int TOP = 8;
  private static final int BOTTOM = 40;
  private static final int LEFT = 162;
  private static final int RIGHT = 26;
  private static final int LONGEST = 24; // letters beside LEFT

  private SeedPlot() {}

  /** Draws {@code cells}, which belong to {@code column}, with the seeds among {@code runs}. */
  static String svg(String column, List<Cell> cells, List<Run> runs) {
    List<ImmutableSortedMap<Integer, Double>> seeds =
        cells.stream().map(cell -> Aggregation.seedMeans(cell.asked(), runs)).toList();
    Axis axis = axis(cells, seeds);
    int height = TOP + ROW * cells.size() + BOTTOM;
    double bottom = TOP + ROW * cells.size();
    Svg svg = new Svg(WIDTH, height, finding(column, cells));
    for (double tick : axis.ticks(6)) {
      svg.grid(axis.at(tick), TOP, axis.at(tick), bottom);
      svg.label("tick", axis.at(tick), bottom + 16, tick(tick));
    }
    svg.label("tick", (LEFT + WIDTH - RIGHT) / 2.0, bottom + 33, "top-1 accuracy, %");
    for (int i = 0; i < cells.size(); i++) {
      row(svg, axis, TOP + ROW * (i + 0.5), cells.get(i), seeds.get(i).values());
    }
    return svg.toString();
  }

  private static void row(Svg svg, Axis axis, double y, Cell cell, Collection<Double> seeds) {
    List<String> lines = lines(cell.asked().title());
    for (int i = 0; i < lines.size(); i++) {
      svg.label("row", LEFT - 12, y + 4.5 + (i - (lines.size() - 1) / 2.0) * 13, lines.get(i));
    }
    double reference = cell.reference().mean();
    if (cell.reference().n() > 0) {
      double margin = cell.judgement().margin();
      if (!Double.isNaN(margin)) {
        double left = axis.at(reference - margin);
        svg.rectangle("band", left, y - 10, axis.at(reference + margin) - left, 20);
      }
      svg.line("recorded", axis.at(reference), y - 10, axis.at(reference), y + 10);
    }
    svg.dots("seed", seeds.stream().map(axis::at).toList(), y, 4.5);
    if (cell.measured().n() > 0) {
      double mean = axis.at(cell.measured().mean());
      svg.line("mean", mean, y - 7, mean, y + 7);
    }
    String style = "sign " + style(cell);
    svg.label(style, WIDTH - RIGHT / 2.0, y + 5, cell.sign());
  }

  /** A title on two lines if it is longer than the place for it. */
  private static List<String> lines(String title) {
    int space = title.lastIndexOf(' ', LONGEST);
    return title.length() <= LONGEST || space < 0
        ? List.of(title)
        : List.of(title.substring(0, space), title.substring(space + 1));
  }

  /** The class name of a cell's verdict, here and in the page. */
  static String style(Cell cell) {
    return cell.isNotCompared() ? "not-compared" : style(cell.verdict());
  }

  /** The class name of a verdict. */
  static String style(VerdictWord verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Axis axis(List<Cell> cells, List<ImmutableSortedMap<Integer, Double>> seeds) {
    double[] values =
        Stream.concat(
                seeds.stream().flatMap(means -> means.values().stream()),
                cells.stream().flatMap(SeedPlot::band))
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .toArray();
    double low = DoubleStream.of(values).min().orElse(0);
    double high = DoubleStream.of(values).max().orElse(100);
    double margin = Math.max(0.5, 0.05 * (high - low));
    return new Axis(low - margin, high + margin, LEFT, WIDTH - RIGHT);
  }

  private static Stream<Double> band(Cell cell) {
    double mean = cell.reference().mean();
    double margin = cell.judgement().margin();
    return Stream.of(mean, mean - margin, mean + margin);
  }

  private static String finding(String column, List<Cell> cells) {
    long agreeing = cells.stream().filter(Cell::passes).filter(cell -> !cell.better()).count();
    String best =
        cells.stream()
            .filter(cell -> cell.measured().n() > 0)
            .max(Comparator.comparingDouble(cell -> cell.measured().mean()))
            .map(cell -> "; highest is %s, %s".formatted(cell.asked().title(), cell.measured()))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%s, every seed: %d of %d rows agree with their reference%s",
        column,
        agreeing,
        cells.size(),
        best);
  }

  private static String tick(double value) {
    return Decimals.fixed(value, 1).replaceFirst("\\.0$", "");
  }
}
