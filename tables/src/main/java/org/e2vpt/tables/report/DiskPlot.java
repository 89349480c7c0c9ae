package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Multimaps;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.report.Disk.Point;

/**
 * The training images of a task in the Poincaré disk, a disk for each model. Circles are of equal
 * geodesic radius. A class has a colour, and where there are few, its number beside its points.
 */
final class DiskPlot {

  private static final int SIZE = Svg.WIDTH;

  /** Of the classes' numbers, as in the style {@code class-label}. */
  private static final double LABEL = 15;

  private static final int TOP = 30;
  private static final int RADIUS = 198;

  /** Classes whose numbers find a place; more are told apart by colours, which repeat. */
  private static final int MOST_LABELLED = 20;

  /** Colours in the style: {@code class-0} to {@code class-9}. */
  static final int COLOURS = 10;

  /** More dots cannot be told apart, and would swell the page. */
  private static final int MOST_POINTS = 1500;

  private static final List<Integer> CIRCLES = List.of(1, 2, 3);

  private DiskPlot() {}

  /** The disks of one task, if a model of it was embedded. */
  static Optional<Figure> of(String title, String task, List<Disk> disks, List<Run> runs) {
    List<Disk> drawn = disks.stream().filter(disk -> disk.run().ok()).toList();
    return drawn.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "disk-" + Svg.id(task),
                "%s: the training images of %s in the Poincaré disk".formatted(title, task),
                drawn.stream()
                    .map(disk -> draw(task, disk))
                    .collect(ImmutableList.toImmutableList()),
                caption(disks, runs),
                numbers(drawn)));
  }

  private static ImmutableList<ImmutableList<String>> numbers(List<Disk> disks) {
    ImmutableList.Builder<ImmutableList<String>> lines = ImmutableList.builder();
    lines.add(
        ImmutableList.of(
            "Model", "Recall@1, %", "Recall@2, %", "Recall@4, %", "Recall@8, %", "Mean radius"));
    for (Disk disk : disks) {
      lines.add(
          ImmutableList.<String>builder()
              .add(disk.run().title())
              .addAll(recalls(disk))
              .add(Words.number(disk.measure("train", "disk mean radius"), 2))
              .build());
    }
    return lines.build();
  }

  /** Recall@1, 2, 4 and 8 of the test images, in percent. */
  private static List<String> recalls(Disk disk) {
    return Stream.of(1, 2, 4, 8)
        .map(k -> Words.number(disk.measure("test", "recall@" + k), 1))
        .toList();
  }

  private static Svg draw(String task, Disk disk) {
    Svg svg = new Svg(SIZE, TOP + SIZE, finding(task, disk));
    double x = SIZE / 2.0;
    double y = TOP + SIZE / 2.0;
    svg.label("disk-title", x, 16, disk.run().title());
    svg.dot("border", x, y, RADIUS);
    for (int geodesic : CIRCLES) {
      double radius = RADIUS * Math.tanh(geodesic / 2.0);
      svg.dot("geodesic", x, y, radius);
    }
    ImmutableListMultimap<Integer, Point> classes = Multimaps.index(thinned(disk), Point::label);
    ImmutableSortedSet<Integer> labels = ImmutableSortedSet.copyOf(classes.keySet());
    int colour = 0;
    for (int label : labels) {
      svg.dots("class-" + colour++ % COLOURS, path(classes.get(label), x, y));
    }
    Labels places = new Labels(new Area(0, TOP, SIZE, TOP + SIZE));
    for (int geodesic : CIRCLES) {
      double radius = RADIUS * Math.tanh(geodesic / 2.0);
      places.centre(svg, "geodesic-label", Integer.toString(geodesic), x, y + radius, Svg.TEXT);
    }
    if (labels.size() <= MOST_LABELLED) {
      for (int label : labels) {
        Point middle = medoid(classes.get(label));
        places.centre(
            svg,
            "class-label",
            Integer.toString(label),
            x + RADIUS * middle.x(),
            y - RADIUS * middle.y(),
            LABEL);
      }
    }
    return svg;
  }

  /** Every k-th point, so that few enough are left. */
  private static List<Point> thinned(Disk disk) {
    int stride = (disk.points().size() + MOST_POINTS - 1) / MOST_POINTS;
    return IntStream.range(0, disk.points().size())
        .filter(i -> i % stride == 0)
        .mapToObj(disk.points()::get)
        .toList();
  }

  /** Lines of no length, which round ends make dots: the shortest way to write many of them. */
  private static String path(List<Point> points, double x, double y) {
    return points.stream()
        .map(point -> "M" + Svg.at(x + RADIUS * point.x()) + " " + Svg.at(y - RADIUS * point.y()))
        .collect(Collectors.joining("h0", "", "h0"));
  }

  /** The point with the smallest sum of straight distances to the others. */
  private static Point medoid(List<Point> points) {
    Point best = points.get(0);
    double least = Double.POSITIVE_INFINITY;
    for (Point candidate : points) {
      double sum = 0;
      for (Point other : points) {
        sum += Math.hypot(candidate.x() - other.x(), candidate.y() - other.y());
      }
      if (sum < least) {
        least = sum;
        best = candidate;
      }
    }
    return best;
  }

  private static String finding(String task, Disk disk) {
    return "Training images of %s. %s: %s %% of the 15 nearest in the disk share the class, mean radius %s"
        .formatted(
            task,
            disk.run().title(),
            Words.number(disk.measure("train", "disk purity@15"), 1),
            Words.number(disk.measure("train", "disk mean radius"), 2));
  }

  private static String caption(List<Disk> disks, List<Run> runs) {
    return disks.stream().map(disk -> sentence(disk, runs)).collect(Collectors.joining(" "))
        + " Frozen features go to a Poincaré ball (curvature −0.1, 128 dimensions) by a linear layer"
        + " that is trained for 50 steps as §4.4 says; what §4.4 leaves open, curvature, dimensions,"
        + " temperature 0.2 and clipping radius 2.3 among it, is as in Ermolov et al. (2022). UMAP"
        + " with the hyperboloid's distance leads to the disk. Circles lie at geodesic radii 1, 2"
        + " and 3; numbers are classes.";
  }

  private static String sentence(Disk disk, List<Run> runs) {
    if (!disk.run().ok()) {
      return "%s is missing: its trial %s ended as %s."
          .formatted(disk.run().title(), disk.run().trialId(), Words.status(disk.run().status()));
    }
    return String.format(
        Locale.ROOT,
        "%s, seed %d, trained again for it: %s %% top-1%s; Recall@1, 2, 4, 8 of test images %s %%.",
        disk.run().title(),
        disk.run().seed(),
        Words.percent(disk.run().accuracy()),
        repeated(disk, runs),
        String.join(", ", recalls(disk)));
  }

  /** Training is deterministic, so anything but the same is worth a word. */
  private static String repeated(Disk disk, List<Run> runs) {
    return disk.run()
        .repeated(runs)
        .map(
            run ->
                run.accuracy() == disk.run().accuracy()
                    ? ", as its final run"
                    : ", but its final run had %s %%".formatted(Words.percent(run.accuracy())))
        .orElse("");
  }
}
