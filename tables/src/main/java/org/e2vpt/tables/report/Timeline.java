package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.paper.DeviceTime;

/**
 * When each device worked, from the first trial's beginning to the last one's end.
 *
 * <p>The journal names devices, and a name may stand for several: what overlaps was on different
 * ones.
 *
 * @param lanes one for each device, at least one
 * @param begin of the first trial
 * @param end of the last trial
 */
record Timeline(ImmutableList<Lane> lanes, Instant begin, Instant end) {

  /** Times are rounded to milliseconds: trials that meet may seem to overlap. */
  private static final double ROUNDING = 0.01;

  /**
   * A time in which a device worked, on one trial or on several together.
   *
   * @param first of the trials
   */
  record Work(DeviceTime first, double seconds, Instant finished) {

    Instant started() {
      return finished.minus(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    /**
     * Whether a trial that ended later was trained together with these: such trials are told equal
     * parts of the time that they took together.
     */
    private boolean isShared(DeviceTime later) {
      return later.started().isBefore(finished)
          && later.seconds() == first.seconds()
          && later.task().equals(first.task())
          && later.split() == first.split()
          && later.device().equals(first.device())
          && later.host().equals(first.host());
    }

    private Work with(DeviceTime later) {
      return new Work(first, seconds + later.seconds(), later.finished());
    }
  }

  /** A device with its work, in order. */
  record Lane(String device, ImmutableList<Work> works) {}

  /** A time in which a device had nothing to do. */
  record Gap(double seconds, DeviceTime before) {}

  /** Of trials in any order, if there is one. */
  static Optional<Timeline> of(List<DeviceTime> times) {
    List<Work> works = works(times);
    List<List<Work>> lanes = new ArrayList<>();
    works.stream()
        .sorted(Comparator.comparing(Work::started))
        .forEach(work -> lane(lanes, work).add(work));
    return works.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Timeline(
                lanes.stream()
                    .map(lane -> new Lane(lane.get(0).first.device(), ImmutableList.copyOf(lane)))
                    .sorted(Comparator.comparing(Lane::device))
                    .collect(ImmutableList.toImmutableList()),
                works.stream().map(Work::started).min(Instant::compareTo).orElseThrow(),
                works.stream().map(Work::finished).max(Instant::compareTo).orElseThrow()));
  }

  private static List<Work> works(List<DeviceTime> times) {
    List<Work> works = new ArrayList<>();
    times.stream()
        .sorted(Comparator.comparing(DeviceTime::finished))
        .forEach(
            time -> {
              int shared = Iterables.indexOf(works, work -> work.isShared(time));
              if (shared < 0) {
                works.add(new Work(time, time.seconds(), time.finished()));
              } else {
                works.set(shared, works.get(shared).with(time));
              }
            });
    return works;
  }

  /** Of this work's device, the one that has been free for the shortest time; or a new one. */
  private static List<Work> lane(List<List<Work>> lanes, Work work) {
    return lanes.stream()
        .filter(lane -> last(lane).first.device().equals(work.first.device()))
        .filter(lane -> last(lane).first.host().equals(work.first.host()))
        .filter(lane -> seconds(last(lane).finished(), work.started()) >= -ROUNDING)
        .max(Comparator.comparing(lane -> last(lane).finished()))
        .orElseGet(
            () -> {
              lanes.add(new ArrayList<>());
              return lanes.get(lanes.size() - 1);
            });
  }

  private static Work last(List<Work> lane) {
    return lane.get(lane.size() - 1);
  }

  static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }

  /** How long it was. */
  double seconds() {
    return seconds(begin, end);
  }

  /** How much of it the devices worked, in percent. */
  double busy() {
    double worked =
        lanes.stream().flatMap(lane -> lane.works.stream()).mapToDouble(Work::seconds).sum();
    return 100 * worked / (seconds() * lanes.size());
  }

  /** The longest time that a device waited between two trials, if one had two. */
  Optional<Gap> longestGap() {
    List<Gap> gaps = new ArrayList<>();
    for (Lane lane : lanes) {
      for (int i = 1; i < lane.works.size(); i++) {
        Work before = lane.works.get(i);
        double seconds = seconds(lane.works.get(i - 1).finished(), before.started());
        gaps.add(new Gap(Math.max(0, seconds), before.first));
      }
    }
    return gaps.stream().max(Comparator.comparingDouble(Gap::seconds));
  }

  /** Such as {@code cpu busy 97.0 % of 12 min 04 s; longest gap 3.1 s, before …}. */
  String finding() {
    return "%s busy %s %% of %s%s"
        .formatted(
            lanes.size() == 1 ? lanes.get(0).device : lanes.size() + " devices",
            Words.number(busy(), 1),
            Words.duration(seconds()),
            longestGap()
                .map(
                    gap ->
                        "; longest gap %s, before trial %s (%s on %s)"
                            .formatted(
                                Words.duration(gap.seconds),
                                gap.before.trialId(),
                                gap.before.row(),
                                gap.before.task()))
                .orElse(""));
  }
}
