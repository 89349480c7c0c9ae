package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
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

  /** A device with its work, in order. */
  record Lane(String device, ImmutableList<DeviceTime> works) {}

  /** A time in which a device had nothing to do. */
  record Gap(double seconds, DeviceTime before) {}

  /** Of trials in any order, if there is one. */
  static Optional<Timeline> of(List<DeviceTime> times) {
    List<List<DeviceTime>> lanes = new ArrayList<>();
    times.stream()
        .sorted(Comparator.comparing(DeviceTime::started))
        .forEach(time -> lane(lanes, time).add(time));
    return times.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Timeline(
                lanes.stream()
                    .map(lane -> new Lane(lane.get(0).device(), ImmutableList.copyOf(lane)))
                    .sorted(Comparator.comparing(Lane::device))
                    .collect(ImmutableList.toImmutableList()),
                times.stream().map(DeviceTime::started).min(Instant::compareTo).orElseThrow(),
                times.stream().map(DeviceTime::finished).max(Instant::compareTo).orElseThrow()));
  }

  /** Of this trial's device, the one that has been free for the shortest time; or a new one. */
  private static List<DeviceTime> lane(List<List<DeviceTime>> lanes, DeviceTime time) {
    return lanes.stream()
        .filter(lane -> last(lane).device().equals(time.device()))
        .filter(lane -> last(lane).host().equals(time.host()))
        .filter(lane -> seconds(last(lane).finished(), time.started()) >= -ROUNDING)
        .max(Comparator.comparing(lane -> last(lane).finished()))
        .orElseGet(
            () -> {
              lanes.add(new ArrayList<>());
              return lanes.get(lanes.size() - 1);
            });
  }

  private static DeviceTime last(List<DeviceTime> lane) {
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
        lanes.stream().flatMap(lane -> lane.works.stream()).mapToDouble(DeviceTime::seconds).sum();
    return 100 * worked / (seconds() * lanes.size());
  }

  /** The longest time that a device waited between two trials, if one had two. */
  Optional<Gap> longestGap() {
    List<Gap> gaps = new ArrayList<>();
    for (Lane lane : lanes) {
      for (int i = 1; i < lane.works.size(); i++) {
        DeviceTime before = lane.works.get(i);
        double seconds = seconds(lane.works.get(i - 1).finished(), before.started());
        gaps.add(new Gap(Math.max(0, seconds), before));
      }
    }
    return gaps.stream().max(Comparator.comparingDouble(Gap::seconds));
  }

  /** The longest time in seconds for which a device had nothing to do, also at begin and end. */
  double longestWait() {
    double longest = longestGap().map(Gap::seconds).orElse(0.0);
    for (Lane lane : lanes) {
      longest = Math.max(longest, seconds(begin, lane.works.get(0).started()));
      longest = Math.max(longest, seconds(last(lane.works).finished(), end));
    }
    return longest;
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
