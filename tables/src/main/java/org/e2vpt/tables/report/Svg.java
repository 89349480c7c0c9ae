package org.e2vpt.tables.report;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.html.HtmlEscapers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.e2vpt.tables.paper.Decimals;

/**
 * A drawing as SVG text, with what all drawings share: axes, the size of text and how it is broken.
 * Shapes carry class names, and the page's style gives them their colours, so that one drawing
 * serves light, dark and print.
 */
final class Svg {

  /**
   * Of a drawing that fills a narrow screen: of 360 pixels it gets 328, so that text of {@link
   * #TEXT} has more than 9 of them.
   */
  static final int WIDTH = 420;

  /** Size of text; the style has no smaller one. */
  static final double TEXT = 12;

  /** Height of a line of text. */
  static final double LINE = 14;

  /** Width of a letter in the widest of the usual fonts. */
  private static final double LETTER = 0.6 * TEXT;

  private final int width;
  private final int height;
  private final String finding;
  private final StringBuilder grid = new StringBuilder();
  private final StringBuilder shapes = new StringBuilder();
  private final Map<String, StringBuilder> labels = new LinkedHashMap<>();

  /**
   * Starts a drawing.
   *
   * @param finding what it shows, for those who cannot see it
   */
  Svg(int width, int height, String finding) {
    this.width = width;
    this.height = height;
    this.finding = finding;
  }

  /** A line below everything else, of style {@code grid}. */
  Svg grid(double x1, double y1, double x2, double y2) {
    grid.append(segment(x1, y1, x2, y2));
    return this;
  }

  /**
   * An axis to the right: at each tick a line across the area with its number below it, and below
   * these the title, if it is not empty.
   */
  Svg below(Axis x, List<Double> ticks, DoubleFunction<String> number, Area area, String title) {
    for (double tick : ticks) {
      grid(x.at(tick), area.top(), x.at(tick), area.bottom());
      label("tick", x.at(tick), area.bottom() + LINE + 2, number.apply(tick));
    }
    return title.isEmpty()
        ? this
        : label("tick", (x.from() + x.to()) / 2, area.bottom() + 2 * LINE + 6, title);
  }

  /**
   * An axis upwards: at each tick a line across the area with its number to the left, and above the
   * area the title.
   */
  Svg beside(Axis y, List<Double> ticks, DoubleFunction<String> number, Area area, String title) {
    for (double tick : ticks) {
      grid(area.left(), y.at(tick), area.right(), y.at(tick));
      label("tick-y", area.left() - 7, y.at(tick) + 4, number.apply(tick));
    }
    return label("axis", 0, area.top() - LINE / 2 - 2, title);
  }

  /** Lines of text, one below the other, whose middle is at {@code y}. */
  Svg lines(String style, double x, double y, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      label(style, x, y + 4 + (i - (lines.size() - 1) / 2.0) * LINE, lines.get(i));
    }
    return this;
  }

  /** The words in as many lines as they need at most so wide. */
  static ImmutableList<String> wrapped(String words, double width) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    String line = "";
    for (String word : Splitter.on(' ').split(words)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && width(longer) > width) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    return lines.add(line).build();
  }

  /** How wide words are at most. */
  static double width(String words) {
    return LETTER * words.length();
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return path(style, segment(x1, y1, x2, y2));
  }

  private static String segment(double x1, double y1, double x2, double y2) {
    String to = y1 == y2 ? "H" + at(x2) : x1 == x2 ? "V" + at(y2) : "L" + at(x2) + " " + at(y2);
    return "M" + at(x1) + " " + at(y1) + to;
  }

  Svg rectangle(String style, double x, double y, double width, double height) {
    shapes.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"/>\n"
            .formatted(style, at(x), at(y), at(width), at(height)));
    return this;
  }

  Svg dot(String style, double x, double y, double radius) {
    shapes.append(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>\n"
            .formatted(style, at(x), at(y), at(radius)));
    return this;
  }

  /** Text at its anchor, which the style sets, above everything else. */
  Svg label(String style, double x, double y, String words) {
    labels
        .computeIfAbsent(style, s -> new StringBuilder())
        .append("<text x=\"%s\" y=\"%s\">%s</text>".formatted(at(x), at(y), escape(words)));
    return this;
  }

  /** An open line through {@code points}, at least one, each (x, y). */
  Svg curve(String style, List<double[]> points) {
    StringBuilder path = new StringBuilder();
    long x = 0;
    long y = 0;
    for (double[] point : points) {
      long nextX = Math.round(10 * point[0]);
      long nextY = Math.round(10 * point[1]);
      path.append(path.length() == 0 ? "M" : path.indexOf("l") < 0 ? "l" : "")
          .append(step(nextX - x))
          .append(step(nextY - y));
      x = nextX;
      y = nextY;
    }
    return path(style, path.toString().replaceAll("(?<=[Ml]) ", ""));
  }

  /** A number of tenths as short as a path can have it, with a blank where it needs one. */
  private static String step(long tenths) {
    String fraction = tenths % 10 == 0 ? "" : "." + Math.abs(tenths % 10);
    String whole =
        tenths / 10 == 0 && !fraction.isEmpty() ? "" : Long.toString(Math.abs(tenths / 10));
    return (tenths < 0 ? "-" : " ") + whole + fraction;
  }

  /** An open path, such as {@code M0 1h2.5}. */
  Svg path(String style, String path) {
    shapes.append("<path class=\"%s\" d=\"%s\"/>\n".formatted(style, path));
    return this;
  }

  /** Dots at the points of a path of lines of no length. */
  Svg dots(String style, String path) {
    return path.isEmpty() ? this : path("dots " + style, path);
  }

  /** What it shows, in words. */
  String finding() {
    return finding;
  }

  /** Words as part of an id: lower case, with hyphens for all that is not a letter or digit. */
  static String id(String words) {
    return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  /** A tick's number, with as many decimals as it needs, at most two. */
  static String number(double tick) {
    String fixed = Words.percent(tick);
    return fixed.replaceFirst("\\.?0+$", "");
  }

  /** The same of a difference, with its sign. */
  static String difference(double tick) {
    return (Decimals.round(tick, 2) > 0 ? "+" : "") + number(tick);
  }

  /** A coordinate: one decimal is finer than a screen. */
  static String at(double coordinate) {
    return Decimals.fixed(coordinate, 1).replaceFirst("\\.0$", "");
  }

  @Override
  public String toString() {
    StringBuilder svg = new StringBuilder();
    svg.append(
            String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\">", width, height))
        .append("<title>%s</title>\n".formatted(escape(finding)));
    if (grid.length() > 0) {
      svg.append("<path class=\"grid\" d=\"%s\"/>\n".formatted(grid));
    }
    svg.append(shapes);
    labels.forEach(
        (style, texts) -> svg.append("<g class=\"%s\">%s</g>\n".formatted(style, texts)));
    return svg + "</svg>";
  }

  private static String escape(String words) {
    return HtmlEscapers.htmlEscaper().escape(words);
  }
}
