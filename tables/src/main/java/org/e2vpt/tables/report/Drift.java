package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Summary;

/**
 * One cell over nights.
 *
 * <p>The nights since the last step are a level: the mean of their means, the root mean square of
 * their standard deviations, as many seeds as the fewest of them. A night is a step if {@link
 * Welch}'s 99 % interval of its mean minus the level's leaves out zero: more than the seeds' noise.
 * Nights that repeat the same seeds do not move at all; those of other seeds move by their noise,
 * which the interval allows for. A night with other settings than the one before begins a new level
 * and is no step.
 *
 * @param nights in the order of the file, those that have a mean
 * @param steps places of nights in that list that are steps
 * @param tested places of nights that could be steps: those before them in the same settings have a
 *     spread, and so have they
 * @param changes places of nights with other settings than the night before
 */
record Drift(
    ImmutableList<Night> nights,
    ImmutableList<Integer> steps,
    ImmutableList<Integer> tested,
    ImmutableList<Integer> changes) {

  private static final double CONFIDENCE = 0.99;

  /** Every cell that some night has measured, in the order of the file. */
  static ImmutableList<Drift> of(List<Night> history) {
    Map<Measurements.Place, List<Night>> byCell = new LinkedHashMap<>();
    for (Night night : history) {
      if (night.measured().n() > 0) {
        byCell.computeIfAbsent(night.place(), place -> new ArrayList<>()).add(night);
      }
    }
    return byCell.values().stream()
        .map(nights -> of(ImmutableList.copyOf(nights)))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<Integer> changes(List<Night> nights) {
    ImmutableList.Builder<Integer> changes = ImmutableList.builder();
    for (int i = 1; i < nights.size(); i++) {
      if (changed(nights, i)) {
        changes.add(i);
      }
    }
    return changes.build();
  }

  private static boolean changed(List<Night> nights, int i) {
    return !nights.get(i).settings().equals(nights.get(i - 1).settings());
  }

  private static Drift of(ImmutableList<Night> nights) {
    ImmutableList.Builder<Integer> steps = ImmutableList.builder();
    ImmutableList.Builder<Integer> tested = ImmutableList.builder();
    List<Summary> level = new ArrayList<>();
    for (int i = 0; i < nights.size(); i++) {
      Summary measured = nights.get(i).measured();
      if (i > 0 && changed(nights, i)) {
        level.clear();
      } else if (measured.n() > 1 && level.stream().anyMatch(night -> night.n() > 1)) {
        tested.add(i);
        if (isStep(level, measured)) {
          steps.add(i);
          level.clear();
        }
      }
      level.add(measured);
    }
    return new Drift(nights, steps.build(), tested.build(), changes(nights));
  }

  private static boolean isStep(Collection<Summary> level, Summary measured) {
    Welch welch = Welch.of(measured, levelOf(level));
    return Math.abs(welch.difference()) > welch.halfWidth(CONFIDENCE);
  }

  private static Summary levelOf(Collection<Summary> nights) {
    List<Summary> spread = nights.stream().filter(night -> night.n() > 1).toList();
    double mean = spread.stream().mapToDouble(Summary::mean).average().orElse(Double.NaN);
    double variance =
        spread.stream().mapToDouble(n -> n.sd() * n.sd()).average().orElse(Double.NaN);
    int n = spread.stream().mapToInt(Summary::n).min().orElse(0);
    return new Summary(n, mean, Math.sqrt(variance));
  }

  Night last() {
    return nights.get(nights.size() - 1);
  }

  /** Whether the last night is compared with a reference. */
  boolean hasMargin() {
    return !Double.isNaN(last().margin()) && !Double.isNaN(last().reference());
  }

  /** Whether the last night differs from its reference by more than the margin. */
  boolean isOutside() {
    return hasMargin() && Math.abs(last().measured().mean() - last().reference()) > last().margin();
  }

  /** Such as {@code mini/mini › E²VPT › Natural}. */
  String name() {
    return last().table() + " › " + shortName();
  }

  /** The same without the table. */
  String shortName() {
    return last().title() + " › " + last().column();
  }

  /** {@code outside} its margin, {@code within} it, or {@code no margin}. */
  String whereItIs() {
    return !hasMargin() ? "no margin" : isOutside() ? "outside" : "within";
  }

  /** Such as {@code now 82.10, reference 87.20, margin 2.00: outside}. */
  String lastInShort() {
    String now = "now " + Words.percent(last().measured().mean());
    return hasMargin()
        ? "%s, reference %s, margin %s: %s"
            .formatted(
                now, Words.percent(last().reference()), Words.percent(last().margin()), whereItIs())
        : now + ", " + whereItIs();
  }

  /** Its steps in a sentence each. */
  ImmutableList<String> sentences() {
    return steps.stream()
        .map(
            i -> {
              Night before = nights.get(i - 1);
              Night night = nights.get(i);
              double points = Decimals.round(night.measured().mean() - before.measured().mean(), 2);
              return "%s: %s points on %s, from %s to %s; commit %s, before %s"
                  .formatted(
                      name(),
                      Words.signed(points),
                      night.finished(),
                      before.measured(),
                      night.measured(),
                      night.commit(),
                      before.commit());
            })
        .collect(ImmutableList.toImmutableList());
  }
}
