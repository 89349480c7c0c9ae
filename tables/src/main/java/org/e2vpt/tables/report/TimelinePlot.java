package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.paper.DeviceTime;

/** A line for each device, downwards, and time to the right: a bar where it worked. */
final class TimelinePlot {

  /** Of its place in the page. */
  static final String ID = "timeline";

  private static final int ROW = 26;
  private static final int TOP = 8;
  private static final int BOTTOM = 40;
  private static final int LEFT = 62;
  private static final int RIGHT = 16;
  private static final int WIDTH = Svg.WIDTH;

  /** Of the whole time: a device that waited for less has no gap that can be seen. */
  private static final double VISIBLE = 0.03;

  /** So that thousands of trials do not swell the page; a device has at least one. */
  private static final int MOST_BARS = 300;

  /** The narrowest gap that is tried to be drawn, and the narrowest bar. */
  private static final double HAIR = 0.5;

  private record Bar(double left, double right) {}

  /** What a time is told in. */
  private record Unit(String name, double seconds) {

    static Unit of(double seconds) {
      if (seconds < 120) {
        return new Unit("seconds", 1);
      }
      return seconds < 7200 ? new Unit("minutes", 60) : new Unit("hours", 3600);
    }
  }

  private TimelinePlot() {}

  /** The figure, if a device had nothing to do for a time that can be seen. */
  static Optional<Figure> of(List<DeviceTime> times) {
    return Timeline.of(times)
        .filter(timeline -> timeline.longestWait() >= VISIBLE * timeline.seconds())
        .map(TimelinePlot::of);
  }

  private static Figure of(Timeline timeline) {
    Axis axis = new Axis(0, Math.max(timeline.seconds(), 0.001), LEFT, WIDTH - RIGHT);
    double narrowest = HAIR;
    while (narrowest < WIDTH && bars(timeline, axis, narrowest) > MOST_BARS) {
      narrowest *= 2;
    }
    return new Figure(
        ID,
        "When each device worked",
        ImmutableList.of(draw(timeline, axis, narrowest)),
        "A bar is a trial, or several in a row; the reading of its images counts as work. Trials"
            + " that did not end well have no time and leave a gap, and so does a pause between two"
            + " runs. Gaps of less than %s are not drawn."
                .formatted(Words.duration(narrowest / (WIDTH - RIGHT - LEFT) * timeline.seconds())),
        ImmutableList.of());
  }

  private static int bars(Timeline timeline, Axis axis, double narrowest) {
    return timeline.lanes().stream()
        .mapToInt(lane -> bars(timeline, lane, axis, narrowest).size())
        .sum();
  }

  private static Svg draw(Timeline timeline, Axis axis, double narrowest) {
    double bottom = TOP + ROW * timeline.lanes().size();
    Svg svg = new Svg(WIDTH, (int) bottom + BOTTOM, timeline.finding());
    Unit unit = Unit.of(timeline.seconds());
    Axis units = new Axis(0, axis.high() / unit.seconds, LEFT, WIDTH - RIGHT);
    svg.below(
        units,
        units.ticks(6),
        Svg::number,
        new Area(LEFT, TOP, WIDTH - RIGHT, bottom),
        unit.name + " since the first trial began");
    for (int i = 0; i < timeline.lanes().size(); i++) {
      Timeline.Lane lane = timeline.lanes().get(i);
      double y = TOP + ROW * (i + 0.5);
      svg.label("row", LEFT - 12, y + 4.5, lane.device());
      svg.path("busy", path(bars(timeline, lane, axis, narrowest), y));
    }
    return svg;
  }

  /** Trials one after the other are one bar, unless there is a gap that can be seen. */
  private static List<Bar> bars(
      Timeline timeline, Timeline.Lane lane, Axis axis, double narrowest) {
    List<Bar> bars = new ArrayList<>();
    for (DeviceTime work : lane.works()) {
      double left = axis.at(Timeline.seconds(timeline.begin(), work.started()));
      double right = axis.at(Timeline.seconds(timeline.begin(), work.finished()));
      Bar last = bars.isEmpty() ? null : bars.get(bars.size() - 1);
      if (last != null && left - last.right < narrowest) {
        bars.set(bars.size() - 1, new Bar(last.left, right));
      } else {
        bars.add(new Bar(left, right));
      }
    }
    return bars;
  }

  private static String path(List<Bar> bars, double y) {
    StringBuilder path = new StringBuilder();
    for (Bar bar : bars) {
      path.append(
          "M%s %sh%s"
              .formatted(
                  Svg.at(bar.left), Svg.at(y), Svg.at(Math.max(HAIR, bar.right - bar.left))));
    }
    return path.toString();
  }
}
