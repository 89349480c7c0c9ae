package org.e2vpt.tables.report;

import com.google.common.html.HtmlEscapers;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.tables.paper.Decimals;

/**
 * A drawing as SVG text. Shapes carry class names, and the page's style gives them their colours,
 * so that one drawing serves light, dark and print.
 */
final class Svg {

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

  /** Dots on a level, of one style. */
  Svg dots(String style, Collection<Double> xs, double y, double radius) {
    shapes.append("<g class=\"%s\">".formatted(style));
    for (double x : xs) {
      shapes.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\"/>".formatted(at(x), at(y), at(radius)));
    }
    shapes.append("</g>\n");
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
