package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.PaperFigure;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.PrintedTable;

/**
 * Accuracy for each pair of values of two options, one downwards and one to the right, with the
 * number in each cell, the reference below it if there is one, and the best outlined. Below is the
 * scale of the colours. A colour stands for a point at least, so that what is within the spread of
 * seeds does not look like a contrast.
 */
final class HeatMap {

  /** Steps of the scale, {@code heat-0} to {@code heat-5} in the style. */
  static final int STEPS = 6;

  private static final int CELL_WIDTH = 78;
  private static final int CELL_HEIGHT = 46;
  private static final int LEFT = 62;
  private static final int TOP = 40;
  private static final int SCALE_WIDTH = 40;
  private static final int SCALE_HEIGHT = 12;

  private final PaperFigure figure;
  private final List<Pair> pairs;
  private final List<Integer> down;
  private final List<Integer> right;
  private final Optional<Pair> best;
  private final Axis scale;

  /** The values of the options that are drawn downwards and to the right, and their cell. */
  private record Pair(int down, int right, Cell cell) {

    boolean measured() {
      return cell.measured().n() > 0;
    }

    double mean() {
      return cell.measured().mean();
    }
  }

  private HeatMap(PaperFigure figure, List<Pair> pairs) {
    this.figure = figure;
    this.pairs = pairs;
    down = pairs.stream().map(Pair::down).distinct().sorted().toList();
    right = pairs.stream().map(Pair::right).distinct().sorted().toList();
    best = pairs.stream().filter(Pair::measured).max(Comparator.comparingDouble(Pair::mean));
    scale = scale();
  }

  /** Round numbers of points for each colour, from the lowest accuracy on. */
  private Axis scale() {
    double low = pairs.stream().filter(Pair::measured).mapToDouble(Pair::mean).min().orElse(0);
    double high = best.map(Pair::mean).orElse(low);
    double points = 1;
    double from = Math.floor(low);
    for (double step : new double[] {1, 2, 5, 10, 20}) {
      points = step;
      from = step * Math.floor(low / step);
      if (high < from + STEPS * step) {
        break;
      }
    }
    return new Axis(from, from + STEPS * points, 0, STEPS);
  }

  /**
   * The map of the cells of one table and column.
   *
   * @param figure names the two options
   */
  static Optional<Figure> of(
      PaperFigure figure, PrintedTable table, String column, List<Cell> cells) {
    List<Pair> pairs = new ArrayList<>();
    for (Cell cell : cells) {
      if (cell.asked().table().equals(table.id().toString())
          && cell.asked().column().equals(column)) {
        PaperRow row = table.cell(cell.asked().row(), column).orElseThrow().of();
        pairs.add(
            new Pair(
                option(row, figure.columns().get(0)), option(row, figure.columns().get(1)), cell));
      }
    }
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    HeatMap map = new HeatMap(figure, pairs);
    return Optional.of(
        new Figure(
            "heatmap-" + Svg.id(table.id().table()) + "-" + Svg.id(column),
            "%s: %s on %s"
                .formatted(
                    figure.title(),
                    String.join(" and ", figure.columns()),
                    String.join(", ", pairs.get(0).cell.asked().tasks())),
            ImmutableList.of(map.draw()),
            caption(figure, pairs.stream().map(Pair::cell).toList()),
            map.numbers()));
  }

  /** A row without the option has none of what it counts. */
  private static int option(PaperRow row, String name) {
    return Integer.parseInt(row.options().getOrDefault(name, "0"));
  }

  /** A line for each value of the one option, a column for each of the other. */
  private ImmutableList<ImmutableList<String>> numbers() {
    ImmutableList.Builder<ImmutableList<String>> lines = ImmutableList.builder();
    ImmutableList.Builder<String> header = ImmutableList.<String>builder().add(downwards());
    right.forEach(value -> header.add(toTheRight() + " " + value));
    lines.add(header.build());
    for (int value : down) {
      ImmutableList.Builder<String> line = ImmutableList.<String>builder().add("" + value);
      for (int other : right) {
        line.add(
            pairs.stream()
                .filter(pair -> pair.down == value && pair.right == other)
                .map(pair -> pair.measured() ? pair.cell.measured().toString() : "not run")
                .findFirst()
                .orElse(""));
      }
      lines.add(line.build());
    }
    return lines.build();
  }

  private Svg draw() {
    int bottom = TOP + CELL_HEIGHT * down.size();
    Svg svg = new Svg(Svg.WIDTH, bottom + 70, finding());
    svg.label("tick", LEFT + CELL_WIDTH * right.size() / 2.0, 13, toTheRight());
    svg.label("tick-y", LEFT - 10, TOP - 8, downwards());
    for (int i = 0; i < right.size(); i++) {
      svg.label("tick", LEFT + CELL_WIDTH * (i + 0.5), TOP - 8, right.get(i).toString());
    }
    for (int i = 0; i < down.size(); i++) {
      svg.label("tick-y", LEFT - 10, TOP + CELL_HEIGHT * (i + 0.5) + 4, down.get(i).toString());
    }
    pairs.forEach(pair -> cell(svg, pair));
    best.ifPresent(pair -> box(svg, "best", pair));
    scale(svg, bottom + 20);
    return svg;
  }

  private void scale(Svg svg, int y) {
    Axis x = new Axis(scale.low(), scale.high(), LEFT, LEFT + SCALE_WIDTH * STEPS);
    for (int step = 0; step < STEPS; step++) {
      svg.rectangle("heat-" + step, LEFT + SCALE_WIDTH * step, y, SCALE_WIDTH, SCALE_HEIGHT);
    }
    svg.below(
        x,
        IntStream.rangeClosed(0, STEPS)
            .mapToObj(step -> scale.low() + step * (scale.high() - scale.low()) / STEPS)
            .toList(),
        Svg::number,
        new Area(x.from(), y, x.to(), y + SCALE_HEIGHT),
        "top-1 accuracy, %");
  }

  private void cell(Svg svg, Pair pair) {
    Cell cell = pair.cell;
    boolean held = cell.reference().n() > 0;
    String style = pair.measured() ? "heat-" + step(pair.mean()) : "heat-none";
    box(svg, style, pair);
    double middle = left(pair) + CELL_WIDTH / 2.0;
    double baseline = top(pair) + CELL_HEIGHT / 2.0;
    svg.label(
        "heat-number ink-" + style,
        middle,
        baseline + (held ? -2 : 5),
        pair.measured() ? Words.percent(pair.mean()) : "not run");
    if (held) {
      svg.label(
          "heat-note ink-" + style,
          middle,
          baseline + 13,
          "%s %s".formatted(cell.origin(), Words.percent(cell.reference().mean())));
    }
  }

  private void box(Svg svg, String style, Pair pair) {
    svg.rectangle(style, left(pair) + 1, top(pair) + 1, CELL_WIDTH - 2, CELL_HEIGHT - 2);
  }

  private double left(Pair pair) {
    return LEFT + CELL_WIDTH * (double) right.indexOf(pair.right);
  }

  private double top(Pair pair) {
    return TOP + CELL_HEIGHT * (double) down.indexOf(pair.down);
  }

  private String downwards() {
    return figure.columns().get(0);
  }

  private String toTheRight() {
    return figure.columns().get(1);
  }

  private int step(double accuracy) {
    return (int) Math.min(STEPS - 1, Math.floor(scale.at(accuracy)));
  }

  private String finding() {
    long measured = pairs.stream().filter(Pair::measured).count();
    return String.format(
        Locale.ROOT,
        "%d of %d pairs measured%s",
        measured,
        pairs.size(),
        best.map(
                pair ->
                    "; highest is %s, %s"
                        .formatted(pair.cell.asked().title(), pair.cell.measured()))
            .orElse(""));
  }

  private static String caption(PaperFigure figure, List<Cell> cells) {
    int seeds = cells.stream().mapToInt(cell -> cell.asked().seeds()).max().orElse(1);
    boolean held = cells.stream().anyMatch(cell -> cell.reference().n() > 0);
    Cost cost = cells.stream().map(Cell::cost).reduce(Cost.NOTHING, Cost::plus);
    return "%s: top-1 accuracy, %%; the highest is outlined. %s%sCost: %s."
        .formatted(
            figure.title(),
            seeds == 1
                ? "One seed a cell: differences below the spread of seeds mean nothing. "
                : String.format(Locale.ROOT, "Means over %d seeds. ", seeds),
            held
                ? ""
                : "Nothing is printed or recorded for these cells, so none is judged or counted. ",
            Words.cost(cost));
  }
}
