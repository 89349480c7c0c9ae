package org.e2vpt.harness.schedule;

import com.google.common.math.StatsAccumulator;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * How long trials of each kind took. Kinds differ by a factor of hundreds, so one says nothing of
 * another.
 */
final class Durations {

  private final Map<TrialKind, StatsAccumulator> seconds = new HashMap<>();

  Durations(Collection<TrialResult> earlier) {
    earlier.forEach(this::add);
  }

  void add(TrialResult result) {
    if (result.status() == Status.OK) {
      seconds
          .computeIfAbsent(TrialKind.of(result.trial()), kind -> new StatsAccumulator())
          .add(result.measured().seconds());
    }
  }

  /** Mean seconds of a trial of this kind, if one was measured. */
  OptionalDouble mean(TrialKind kind) {
    StatsAccumulator measured = seconds.get(kind);
    return measured == null ? OptionalDouble.empty() : OptionalDouble.of(measured.mean());
  }

  /**
   * Seconds that a trial of this kind will hardly exceed: those of the slowest one of the kind, or
   * else of the slowest known; 0 if none is known.
   */
  double most(TrialKind kind) {
    StatsAccumulator ofKind = seconds.get(kind);
    return ofKind != null
        ? ofKind.max()
        : seconds.values().stream().mapToDouble(StatsAccumulator::max).max().orElse(0);
  }
}
