package org.e2vpt.tables.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * The differences of one group, a line for each cell: Δ = measured − reference as a dot with its 95
 * % interval, within the margin as a band around zero.
 */
final class ForestPlot {

  private static final int LEFT = 150;
  private static final int RIGHT = 30;
  private static final int TOP = 6;
  private static final int BOTTOM = 38;
  private static final int BAND = 18;

  private ForestPlot() {}

  /** Draws {@code cells}, which belong to {@code column}. */
  static String svg(String column, List<Cell> cells) {
    List<List<String>> titles =
        cells.stream()
            .<List<String>>map(cell -> Svg.wrapped(cell.asked().title(), LEFT - 12))
            .toList();
    double bottom = TOP + titles.stream().mapToDouble(ForestPlot::height).sum();
    Area area = new Area(LEFT, TOP, Svg.WIDTH - RIGHT, bottom);
    Axis x = axis(cells, area);
    Svg svg = new Svg(Svg.WIDTH, (int) bottom + BOTTOM, finding(column, cells));
    String origin =
        cells.stream()
            .filter(cell -> cell.reference().n() > 0)
            .map(Cell::origin)
            .findFirst()
            .orElse("reference");
    svg.below(x, x.ticks(5), Svg::difference, area, "Δ = measured − %s, points".formatted(origin));
    double y = TOP;
    for (int i = 0; i < cells.size(); i++) {
      double height = height(titles.get(i));
      svg.lines("row", LEFT - 12, y + height / 2, titles.get(i));
      row(svg, x, y + height / 2, cells.get(i));
      y += height;
    }
    svg.line("recorded", x.at(0), TOP, x.at(0), bottom);
    return svg.toString();
  }

  private static double height(List<String> title) {
    return Math.max(24, 4 + Svg.LINE * title.size());
  }

  private static void row(Svg svg, Axis x, double y, Cell cell) {
    double difference = cell.difference();
    double margin = cell.judgement().margin();
    double half = halfWidth(cell);
    double tested = cell.judgement().testedHalfWidth();
    svg.label("sign " + style(cell), Svg.WIDTH - RIGHT / 2.0, y + 5, cell.sign());
    if (Double.isNaN(difference)) {
      svg.label("tick", (x.from() + x.at(0)) / 2, y + 4, cell.verdictWords());
      return;
    }
    if (!Double.isNaN(margin)) {
      svg.rectangle("band", x.at(-margin), y - BAND / 2.0, x.at(margin) - x.at(-margin), BAND);
    }
    if (!Double.isNaN(half)) {
      svg.line("interval " + style(cell), x.at(difference - half), y, x.at(difference + half), y);
      svg.line("test " + style(cell), x.at(difference - tested), y, x.at(difference + tested), y);
    }
    svg.dot("difference " + style(cell), x.at(difference), y, 4);
  }

  /** The class name of a cell's verdict, here and in the page. */
  static String style(Cell cell) {
    return cell.isNotCompared() ? "not-compared" : cell.better() ? "better" : style(cell.verdict());
  }

  /** The class name of a verdict. */
  static String style(VerdictWord verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Zero, all intervals and all margins, as far as there are some. */
  private static Axis axis(List<Cell> cells, Area area) {
    double[] values =
        DoubleStream.concat(DoubleStream.of(0), cells.stream().flatMapToDouble(ForestPlot::reached))
            .filter(Double::isFinite)
            .toArray();
    double low = DoubleStream.of(values).min().orElseThrow();
    double high = DoubleStream.of(values).max().orElseThrow();
    double margin = Math.max(0.1, 0.05 * (high - low));
    return new Axis(low - margin, high + margin, area.left(), area.right());
  }

  private static DoubleStream reached(Cell cell) {
    double margin = cell.judgement().margin();
    double half = Double.isNaN(halfWidth(cell)) ? 0 : halfWidth(cell);
    return DoubleStream.of(-margin, margin, cell.difference() - half, cell.difference() + half);
  }

  /** NaN without an interval: runs that are the recorded ones have no error of sampling. */
  static double halfWidth(Cell cell) {
    return cell.verdict() == VerdictWord.IDENTICAL ? Double.NaN : cell.judgement().halfWidth();
  }

  private static String finding(String column, List<Cell> cells) {
    Map<String, Long> verdicts =
        cells.stream()
            .collect(
                Collectors.groupingBy(
                    Cell::verdictWords, LinkedHashMap::new, Collectors.counting()));
    return String.format(
        Locale.ROOT,
        "%s: %s%s",
        column,
        verdicts.entrySet().stream()
            .map(verdict -> verdict.getValue() + " " + verdict.getKey())
            .collect(Collectors.joining(", ")),
        cells.stream()
            .filter(cell -> !Double.isNaN(cell.difference()))
            .max(Comparator.comparingDouble(cell -> Math.abs(cell.difference())))
            .map(
                cell ->
                    "; the largest difference is %s of %s"
                        .formatted(Words.signed(cell.difference()), cell.asked().title()))
            .orElse(""));
  }
}
