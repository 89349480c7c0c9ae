package org.e2vpt.tables.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts labels beside marks so that they cover neither marks nor one another: to the right if that
 * is free, else to the left, above, below, and then farther off with a line to the mark.
 */
final class Labels {

  /** Width of a letter and height of a line, at the size of the style {@code mark-label}. */
  private static final double LETTER = 5.9;

  private static final double LINE = 13;

  private record Box(double left, double top, double right, double bottom) {

    boolean meets(Box other) {
      return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
    }

    boolean within(Box other) {
      return left >= other.left
          && right <= other.right
          && top >= other.top
          && bottom <= other.bottom;
    }
  }

  private final Box area;
  private final List<Box> taken = new ArrayList<>();

  Labels(double left, double top, double right, double bottom) {
    area = new Box(left, top, right, bottom);
  }

  /** Keeps labels off a mark. */
  void avoid(double x, double y, double radius) {
    taken.add(new Box(x - radius, y - radius, x + radius, y + radius));
  }

  /** Writes {@code words} as near to the mark at (x, y) as it can. */
  void place(Svg svg, String words, double x, double y, double radius) {
    double width = LETTER * words.length();
    for (double off = 0; off < 8 * LINE; off += LINE / 2) {
      for (double dy : new double[] {-off, off}) {
        for (double left : new double[] {x + radius + 3, x - radius - 3 - width, x - width / 2}) {
          boolean centred = left == x - width / 2;
          double centre = y + dy + (centred ? Math.copySign(radius + LINE / 2, dy - 1e-9) : 0);
          Box box = new Box(left, centre - LINE / 2, left + width, centre + LINE / 2);
          if (box.within(area) && taken.stream().noneMatch(box::meets)) {
            write(svg, words, x, y, box);
            return;
          }
        }
      }
    }
    write(svg, words, x, y, new Box(x + radius + 3, y - LINE / 2, x + radius + 3 + width, y));
  }

  private void write(Svg svg, String words, double x, double y, Box box) {
    taken.add(box);
    double middle = (box.top + box.bottom) / 2;
    boolean beside = Math.abs(middle - y) > 1.4 * LINE;
    if (beside) {
      double edge = x < box.left ? box.left - 1 : x > box.right ? box.right + 1 : x;
      svg.line("leader", x, y, edge, middle);
    }
    svg.label("mark-label", box.left, middle + 4, words);
  }
}
