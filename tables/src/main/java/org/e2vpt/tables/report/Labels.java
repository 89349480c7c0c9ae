package org.e2vpt.tables.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Puts labels beside marks so that they cover neither marks and lines nor one another: to the right
 * if that is free, else to the left, above, below, and then farther off with a line to the mark.
 */
final class Labels {

  /** Distance of the squares that stand for a line, and their size. */
  private static final double STEP = 3;

  /** Directions that are tried around a point, and how far from it. */
  private static final int DIRECTIONS = 16;

  private static final double FARTHEST = 120;

  private final Area area;
  private final List<Area> taken = new ArrayList<>();
  private final List<Area> labels = new ArrayList<>();

  Labels(Area area) {
    this.area = area;
  }

  /** Keeps labels off a mark. */
  void avoid(double x, double y, double radius) {
    taken.add(Area.around(x, y, 2 * radius, 2 * radius));
  }

  /** Keeps labels off a line. */
  void avoid(double x1, double y1, double x2, double y2) {
    squares(x1, y1, x2, y2).forEach(taken::add);
  }

  private static Stream<Area> squares(double x1, double y1, double x2, double y2) {
    int steps = 1 + (int) (Math.hypot(x2 - x1, y2 - y1) / STEP);
    return IntStream.rangeClosed(0, steps)
        .mapToDouble(i -> (double) i / steps)
        .mapToObj(t -> Area.around(x1 + t * (x2 - x1), y1 + t * (y2 - y1), STEP, STEP));
  }

  /** Writes {@code words} as near to the mark at (x, y) as it can. */
  void place(Svg svg, String words, double x, double y, double radius) {
    List<Area> free = boxes(Svg.width(words), x, y, radius).filter(this::isFree).toList();
    Area box =
        free.stream()
            .filter(candidate -> reaches(x, y, candidate))
            .findFirst()
            .or(() -> free.stream().findFirst())
            .orElseGet(() -> boxes(Svg.width(words), x, y, radius).findFirst().orElseThrow());
    write(svg, words, x, y, box);
  }

  /** Where a label may be, the best place first. */
  private Stream<Area> boxes(double width, double x, double y, double radius) {
    double line = Svg.LINE;
    Stream.Builder<Area> boxes = Stream.builder();
    for (double off = 0; off < area.bottom() - area.top(); off += line / 2) {
      for (double dy : new double[] {-off, off}) {
        double above = dy + Math.copySign(radius + line / 2, dy - 1e-9);
        boxes
            .add(Area.around(x + radius + 3 + width / 2, y + dy, width, line))
            .add(Area.around(x - radius - 3 - width / 2, y + dy, width, line))
            .add(Area.around(x, y + above, width, line));
      }
    }
    return boxes.build();
  }

  private boolean isFree(Area box) {
    return box.within(area) && taken.stream().noneMatch(box::meets);
  }

  /** Whether the line to a box that is far off crosses no label. */
  private boolean reaches(double x, double y, Area box) {
    return isBeside(y, box)
        || leader(x, y, box).noneMatch(square -> labels.stream().anyMatch(square::meets));
  }

  private static boolean isBeside(double y, Area box) {
    return Math.abs(middle(box) - y) <= 1.4 * Svg.LINE;
  }

  private static double middle(Area box) {
    return (box.top() + box.bottom()) / 2;
  }

  private static Stream<Area> leader(double x, double y, Area box) {
    return squares(x, y, endX(x, box), endY(x, y, box));
  }

  /** At the middle of a side, or below or above the mark at the edge of the box. */
  private static double endX(double x, Area box) {
    return Math.max(box.left() - 1, Math.min(box.right() + 1, x));
  }

  private static double endY(double x, double y, Area box) {
    boolean beside = x < box.left() || x > box.right();
    return beside ? middle(box) : y > box.bottom() ? box.bottom() : box.top();
  }

  private void write(Svg svg, String words, double x, double y, Area box) {
    if (!isBeside(y, box)) {
      svg.line("leader", x, y, endX(x, box), endY(x, y, box));
      leader(x, y, box).forEach(taken::add);
    }
    take(box);
    svg.label("mark-label", box.left(), middle(box) + 4, words);
  }

  private void take(Area box) {
    taken.add(box);
    labels.add(box);
  }

  /** Writes {@code words} around the free place of their size that is nearest to (x, y). */
  void centre(Svg svg, String style, String words, double x, double y, double size) {
    double width = 0.8 * size * words.length();
    for (double off = 0; off <= FARTHEST; off += STEP) {
      for (int i = 0; i < (off == 0 ? 1 : DIRECTIONS); i++) {
        double angle = 2 * Math.PI * i / DIRECTIONS;
        double atX = x + off * Math.cos(angle);
        double atY = y + off * Math.sin(angle);
        Area box = Area.around(atX, atY, width, 1.2 * size);
        if (isFree(box) || off + STEP > FARTHEST) {
          take(box);
          svg.label(style, atX, atY + size / 3, words);
          return;
        }
      }
    }
  }
}
