package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Printed;

/**
 * Accuracy against the share of the model that is tuned and kept, on a logarithmic axis. A ring is
 * the reference, a dot what was measured with the standard deviation over seeds, a line joins the
 * two. The ring lies at the printed share, or where none is printed for just the row's tasks, at
 * the measured one. Ticks instead of a grid leave room for labels.
 */
final class SharePlot {

  private static final int HEIGHT = 330;
  private static final Area AREA = new Area(44, 30, Svg.WIDTH - 12, HEIGHT - 42);
  private static final double TICK = 5;

  private static final double RADIUS = 4.5;

  /**
   * A row in the plot: a ring at (ringX, ringY), a dot at (dotX, dotY) with its standard deviation;
   * NaN for what is missing.
   */
  private record Mark(
      String title, double ringX, double ringY, double dotX, double dotY, double sd) {

    DoubleStream accuracies() {
      return DoubleStream.of(ringY, dotY, dotY - sd, dotY + sd)
          .filter(value -> !Double.isNaN(value));
    }

    double x() {
      return Double.isNaN(dotX) ? ringX : dotX;
    }

    double y() {
      return Double.isNaN(dotX) ? ringY : dotY;
    }
  }

  private SharePlot() {}

  /** A cell with its row's share, in percent. */
  private record Dot(Cell cell, double share) {

    boolean measured() {
      return cell.measured().n() > 0 && share > 0;
    }

    double mean() {
      return cell.measured().mean();
    }

    String words() {
      return "%s with %s, %s %% tuned"
          .formatted(cell.asked().title(), cell.measured(), Words.percent(share));
    }
  }

  /** The plot of the rows' cells in a column, if any has a share and an accuracy. */
  static Optional<Figure> of(String title, String column, List<PageRow> rows) {
    List<Mark> marks = new ArrayList<>();
    List<Dot> cells = new ArrayList<>();
    for (PageRow row : rows) {
      row.cell(column)
          .ifPresent(
              cell -> {
                Dot dot = new Dot(cell, row.keptShare(cell));
                cells.add(dot);
                mark(row, dot).ifPresent(marks::add);
              });
    }
    return marks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "shares-" + Svg.id(column),
                "%s: accuracy against tuned share, %s".formatted(title, column),
                ImmutableList.of(draw(column, cells, marks)),
                "",
                ImmutableList.of()));
  }

  private static Optional<Mark> mark(PageRow row, Dot cell) {
    double printed = row.printedShare(cell.cell).map(Printed::value).orElse(cell.share);
    boolean ring = cell.cell.reference().n() > 0 && printed > 0;
    boolean dot = cell.measured();
    return ring || dot
        ? Optional.of(
            new Mark(
                row.title(),
                ring ? printed : Double.NaN,
                ring ? cell.cell.reference().mean() : Double.NaN,
                dot ? cell.share : Double.NaN,
                dot ? cell.mean() : Double.NaN,
                dot ? cell.cell.measured().sd() : Double.NaN))
        : Optional.empty();
  }

  private static Svg draw(String column, List<Dot> cells, List<Mark> marks) {
    Axis x = shares(marks);
    Axis y = accuracies(marks);
    Svg svg = new Svg(Svg.WIDTH, HEIGHT, finding(column, cells));
    svg.beside(
        y,
        y.ticks(6),
        Svg::number,
        new Area(AREA.left(), AREA.top(), AREA.left() + TICK, AREA.bottom()),
        "top-1 accuracy, %");
    svg.below(
        x,
        decades(x),
        tick -> Svg.number(Math.pow(10, tick)),
        new Area(AREA.left(), AREA.bottom() - TICK, AREA.right(), AREA.bottom()),
        "trained and kept parameters, % of all (logarithmic)");
    svg.grid(AREA.left(), AREA.top(), AREA.left(), AREA.bottom());
    svg.grid(AREA.left(), AREA.bottom(), AREA.right(), AREA.bottom());
    Labels labels = new Labels(new Area(AREA.left() + TICK, 0, Svg.WIDTH, AREA.bottom() - TICK));
    labels.avoid(0, AREA.top() - Svg.LINE, Svg.width("top-1 accuracy, %"), AREA.top() - Svg.LINE);
    for (Mark mark : marks) {
      mark(svg, labels, mark, x, y);
    }
    for (Mark mark : marks) {
      labels.place(mark.title, x.at(Math.log10(mark.x())), y.at(mark.y()), RADIUS + 2);
    }
    labels.write(svg);
    return svg;
  }

  private static void mark(Svg svg, Labels labels, Mark mark, Axis x, Axis y) {
    double ringX = x.at(Math.log10(mark.ringX));
    double dotX = x.at(Math.log10(mark.dotX));
    if (!Double.isNaN(ringX) && !Double.isNaN(dotX)) {
      svg.line("join", ringX, y.at(mark.ringY), dotX, y.at(mark.dotY));
      labels.avoid(ringX, y.at(mark.ringY), dotX, y.at(mark.dotY));
    }
    if (!Double.isNaN(ringX)) {
      svg.dot("ring", ringX, y.at(mark.ringY), RADIUS + 2);
      labels.avoid(ringX, y.at(mark.ringY), RADIUS + 2);
    }
    if (!Double.isNaN(dotX)) {
      if (!Double.isNaN(mark.sd)) {
        svg.line("spread", dotX, y.at(mark.dotY - mark.sd), dotX, y.at(mark.dotY + mark.sd));
        labels.avoid(dotX, y.at(mark.dotY - mark.sd), dotX, y.at(mark.dotY + mark.sd));
      }
      svg.dot("seed", dotX, y.at(mark.dotY), RADIUS);
      labels.avoid(dotX, y.at(mark.dotY), RADIUS);
    }
  }

  /** Of a decade at least, which has ticks also where all shares are equal. */
  private static Axis shares(List<Mark> marks) {
    double[] logs =
        marks.stream()
            .flatMapToDouble(mark -> DoubleStream.of(mark.ringX, mark.dotX))
            .filter(share -> !Double.isNaN(share))
            .map(Math::log10)
            .toArray();
    double low = DoubleStream.of(logs).min().orElseThrow();
    double high = DoubleStream.of(logs).max().orElseThrow();
    double margin = Math.max((1 - (high - low)) / 2, 0.06 * (high - low));
    return new Axis(low - margin, high + margin, AREA.left(), AREA.right());
  }

  private static Axis accuracies(List<Mark> marks) {
    double[] values = marks.stream().flatMapToDouble(Mark::accuracies).toArray();
    double low = DoubleStream.of(values).min().orElseThrow();
    double high = DoubleStream.of(values).max().orElseThrow();
    double margin = Math.max(0.5, 0.08 * (high - low));
    return new Axis(low - margin, high + margin, AREA.bottom(), AREA.top());
  }

  /** Logarithms of 0.1, 1, 10, …; of 2 and 5 between them if there would be fewer than three. */
  private static ImmutableList<Double> decades(Axis x) {
    ImmutableList<Double> powers = within(x, 1);
    return powers.size() > 2 ? powers : within(x, 1, 2, 5);
  }

  private static ImmutableList<Double> within(Axis x, double... factors) {
    ImmutableList.Builder<Double> ticks = ImmutableList.builder();
    for (int power = (int) Math.floor(x.low()); power <= x.high(); power++) {
      for (double factor : factors) {
        double tick = power + Math.log10(factor);
        if (tick >= x.low() && tick <= x.high()) {
          ticks.add(tick);
        }
      }
    }
    return ticks.build();
  }

  private static String finding(String column, List<Dot> cells) {
    List<Dot> measured = cells.stream().filter(Dot::measured).toList();
    Optional<Dot> best = measured.stream().max(Comparator.comparingDouble(Dot::mean));
    Optional<Dot> small =
        measured.stream().filter(dot -> dot.share < 1).max(Comparator.comparingDouble(Dot::mean));
    return best.map(dot -> "%s: highest is %s".formatted(column, dot.words()))
            .orElse(column + ": nothing measured")
        + small
            .filter(dot -> !dot.equals(best.orElseThrow()))
            .map(dot -> "; highest below 1 % tuned is " + dot.words())
            .orElse("");
  }
}
