package org.e2vpt.tables.report;

import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Puts labels beside marks so that they cover neither marks and lines nor one another: as near as
 * they can be, and with a line to the mark where that is not near enough. One label after the other
 * gets its place; of several orders the one counts that leaves them nearest to their marks.
 */
final class Labels {

  /** Distance of the squares that stand for a line, and their size. */
  private static final double STEP = 3;

  /** Directions that are tried around a point, and how far from it. */
  private static final int DIRECTIONS = 16;

  private static final double FARTHEST = 120;

  /** A label that is as near as this to its mark needs no line to it. */
  private static final double NEAR = 22;

  private static final int ORDERS = 50;

  /**
   * Worse than any distance: that a label's line crosses something, or the label itself lies on it.
   */
  private static final double CROSSING = 1e3;

  private static final double COVERING = 1e6;

  private record Label(String words, double x, double y, double radius) {

    /** Where it may be: the nearest place first, of equally near ones that to the right. */
    Stream<Place> places(Area area) {
      double width = Svg.width(words);
      double line = Svg.LINE;
      List<Area> boxes = new ArrayList<>();
      for (double dy = 0; dy < area.bottom() - area.top(); dy += line / 2) {
        for (double sign : new double[] {-1, 1}) {
          for (double dx = radius + 3; dx < FARTHEST; dx += line / 2) {
            boxes.add(Area.around(x + dx + width / 2, y + sign * dy, width, line));
            boxes.add(Area.around(x - dx - width / 2, y + sign * dy, width, line));
          }
          boxes.add(Area.around(x, y + sign * (dy + radius + line / 2), width, line));
        }
      }
      return boxes.stream()
          .map(box -> new Place(this, box))
          .sorted(Comparator.comparingDouble(Place::distance));
    }
  }

  /** A label in its box. */
  private record Place(Label label, Area box) {

    /** The end of its leader: the middle of a side, or the edge below or above the mark. */
    double endX() {
      return Math.max(box.left() - 1, Math.min(box.right() + 1, label.x));
    }

    double endY() {
      boolean beside = label.x < box.left() || label.x > box.right();
      return beside ? middle() : label.y > box.bottom() ? box.bottom() : box.top();
    }

    double middle() {
      return (box.top() + box.bottom()) / 2;
    }

    double distance() {
      return Math.hypot(endX() - label.x, endY() - label.y);
    }

    boolean hasLeader() {
      return distance() > NEAR;
    }

    List<Area> leader() {
      return hasLeader() ? squares(label.x, label.y, endX(), endY()) : List.of();
    }

    /** Whether its leader crosses none of these, but for what is at its own mark. */
    boolean reaches(Iterable<Area> others) {
      Area own = Area.around(label.x, label.y, NEAR, NEAR);
      return leader().stream()
          .filter(square -> !square.meets(own))
          .noneMatch(square -> meets(square, others));
    }
  }

  private final Area area;
  private final List<Area> taken = new ArrayList<>();
  private final List<Label> labels = new ArrayList<>();

  Labels(Area area) {
    this.area = area;
  }

  /** Keeps labels off a mark. */
  void avoid(double x, double y, double radius) {
    taken.add(Area.around(x, y, 2 * radius, 2 * radius));
  }

  /** Keeps labels off a line. */
  void avoid(double x1, double y1, double x2, double y2) {
    taken.addAll(squares(x1, y1, x2, y2));
  }

  private static List<Area> squares(double x1, double y1, double x2, double y2) {
    int steps = 1 + (int) (Math.hypot(x2 - x1, y2 - y1) / STEP);
    return IntStream.rangeClosed(0, steps)
        .mapToDouble(i -> (double) i / steps)
        .mapToObj(t -> Area.around(x1 + t * (x2 - x1), y1 + t * (y2 - y1), STEP, STEP))
        .toList();
  }

  private static boolean meets(Area box, Iterable<Area> others) {
    return Iterables.any(others, box::meets);
  }

  /** Asks for a label beside the mark at (x, y), which {@link #write} writes. */
  void place(String words, double x, double y, double radius) {
    labels.add(new Label(words, x, y, radius));
  }

  /** Writes all labels that were asked for. */
  void write(Svg svg) {
    List<List<Place>> free =
        labels.stream().map(label -> label.places(area).filter(this::isFree).toList()).toList();
    List<Integer> order = new ArrayList<>(IntStream.range(0, labels.size()).boxed().toList());
    Random random = new Random(1);
    List<Place> best = List.of();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ORDERS; i++) {
      List<Place> places = new ArrayList<>();
      double cost = 0;
      for (int label : order) {
        cost += add(places, labels.get(label), free.get(label));
      }
      if (cost < least) {
        least = cost;
        best = places;
      }
      Collections.shuffle(order, random);
    }
    for (Place place : best) {
      if (place.hasLeader()) {
        svg.line("leader", place.label.x, place.label.y, place.endX(), place.endY());
      }
      svg.label("mark-label", place.box.left(), place.middle() + 4, place.label.words);
    }
  }

  private boolean isFree(Place place) {
    return place.box.within(area) && !meets(place.box, taken);
  }

  /** Adds the best place that the earlier ones leave, and returns what it costs. */
  private double add(List<Place> places, Label label, List<Place> free) {
    List<Area> others = new ArrayList<>();
    for (Place place : places) {
      others.add(place.box);
      others.addAll(place.leader());
    }
    Iterable<Area> all = Iterables.concat(taken, others);
    Place covered = null;
    for (Place place : free) {
      if (!meets(place.box, others)) {
        if (place.reaches(all)) {
          places.add(place);
          return place.distance();
        }
        covered = covered == null ? place : covered;
      }
    }
    if (covered != null) {
      places.add(covered);
      return CROSSING;
    }
    places.add(label.places(area).findFirst().orElseThrow());
    return COVERING;
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
        if ((box.within(area) && !meets(box, taken)) || off + STEP > FARTHEST) {
          taken.add(box);
          svg.label(style, atX, atY + size / 3, words);
          return;
        }
      }
    }
  }
}
