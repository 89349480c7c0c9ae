package org.e2vpt.tables.report;

import com.google.common.html.HtmlEscapers;
import java.util.Locale;
import org.e2vpt.tables.paper.Decimals;

/**
 * A drawing as SVG text. Shapes carry class names, and the page's style gives them their colours,
 * so that one drawing serves light, dark and print.
 */
final class Svg {

  private final StringBuilder text = new StringBuilder();
  private final String finding;

  /**
   * Starts a drawing.
   *
   * @param finding what it shows, for those who cannot see it
   */
  Svg(int width, int height, String finding) {
    this.finding = finding;
    text.append("<svg viewBox=\"0 0 %d %d\" role=\"img\">".formatted(width, height))
        .append("<title>")
        .append(escape(finding))
        .append("</title>\n");
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    text.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(style, at(x1), at(y1), at(x2), at(y2)));
    return this;
  }

  Svg rectangle(String style, double x, double y, double width, double height) {
    text.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"2\"/>\n"
            .formatted(style, at(x), at(y), at(width), at(height)));
    return this;
  }

  Svg dot(String style, double x, double y, double radius) {
    text.append(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>\n"
            .formatted(style, at(x), at(y), at(radius)));
    return this;
  }

  /** Text at its anchor, which the style sets. */
  Svg label(String style, double x, double y, String words) {
    text.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
            .formatted(style, at(x), at(y), escape(words)));
    return this;
  }

  /** An open line through {@code points}, such as {@code 0,1 2.5,3}. */
  Svg curve(String style, String points) {
    text.append("<polyline class=\"%s\" points=\"%s\"/>\n".formatted(style, points));
    return this;
  }

  /** Dots at the points of a path of lines of no length. */
  Svg dots(String style, String path) {
    return path("dots " + style, path);
  }

  /** An open path, such as {@code M0 1h2.5}. */
  Svg path(String style, String path) {
    text.append("<path class=\"%s\" d=\"%s\"/>\n".formatted(style, path));
    return this;
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
    return text + "</svg>";
  }

  private static String escape(String words) {
    return HtmlEscapers.htmlEscaper().escape(words);
  }
}
