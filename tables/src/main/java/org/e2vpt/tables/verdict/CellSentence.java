package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.math.Stats;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.e2vpt.tables.verdict.ErrorModel.Term;

/** A cell's verdict in words, with every number that it follows from. */
final class CellSentence {

  private final CellVerdict verdict;
  private final CellComparison cell;
  private final EstimatedDifference difference;

  private CellSentence(CellVerdict verdict, CellComparison cell) {
    this.verdict = verdict;
    this.cell = cell;
    this.difference = cell.difference();
  }

  static String of(CellVerdict verdict) {
    return verdict
        .comparison()
        .map(cell -> new CellSentence(verdict, cell).text())
        .orElseGet(() -> notRun(verdict));
  }

  private static String notRun(CellVerdict verdict) {
    String missing = String.join(", ", verdict.missing());
    return verdict.missing().isEmpty()
        ? "not run: nothing is known to compare its tasks with"
        : "not run: no run of " + missing;
  }

  private String text() {
    String head = verdict.word().words() + (verdict.better() ? " (better)" : "") + ": ";
    return head + (cell.identical() ? identical() : comparison() + conclusion());
  }

  private String identical() {
    int runs = cell.model().terms().stream().mapToInt(term -> runs(term).size()).sum();
    boolean losses =
        cell.model().terms().stream()
            .flatMap(term -> runs(term).stream())
            .noneMatch(run -> Double.isNaN(run.loss()));
    return (runs == 1
            ? "the accuracy of its only run is the recorded one, to the last digit" + tasks()
            : "all %s of %s runs are the recorded ones, to the last digit%s"
                .formatted(losses ? "accuracies and losses" : "accuracies", runs, tasks()))
        + notRepeated();
  }

  /** Why the difference is not 0 where the reference has more runs than were repeated. */
  private String notRepeated() {
    String points = Wording.signed(difference.value());
    return points.equals(Wording.signed(0))
        ? ""
        : "; the difference of %s points comes from recorded runs that were not repeated"
            .formatted(points);
  }

  private static ImmutableList<SeedRun> runs(Term term) {
    return term.task().runs().runs();
  }

  private String comparison() {
    return "%s%s (%s) against %s%s differs by %s points, %s%s"
        .formatted(
            Wording.points(cell.measured()),
            spread(),
            replication(),
            reference(),
            tasks(),
            Wording.points(difference.value()),
            Wording.error(difference.error()),
            extras());
  }

  /** The sample standard deviation over seeds, if all tasks have the same seeds of one campaign. */
  private String spread() {
    if (!cell.balanced()) {
      return "";
    }
    Map<Integer, Double> bySeed = new TreeMap<>();
    for (Term term : cell.model().terms()) {
      runs(term)
          .forEach(run -> bySeed.merge(run.seed(), term.weight() * run.accuracy(), Double::sum));
    }
    return " ± " + Wording.points(Stats.of(bySeed.values()).sampleStandardDeviation());
  }

  /** Such as {@code n = 3} or {@code 3 campaigns, n = 1 to 5}. */
  private String replication() {
    ImmutableSortedSet<Integer> campaigns =
        cell.model().terms().stream()
            .map(term -> term.replication().campaigns())
            .collect(ImmutableSortedSet.toImmutableSortedSet(Integer::compare));
    ImmutableSortedSet<Integer> seeds =
        cell.model().terms().stream()
            .flatMap(term -> term.task().runs().campaigns().asMap().values().stream())
            .map(Collection::size)
            .collect(ImmutableSortedSet.toImmutableSortedSet(Integer::compare));
    String n = "n = " + range(seeds);
    return campaigns.last() == 1 ? n : range(campaigns) + " campaigns, " + n;
  }

  private static String range(ImmutableSortedSet<Integer> values) {
    return values.size() == 1
        ? Integer.toString(values.first())
        : "%s to %s".formatted(values.first(), values.last());
  }

  private String reference() {
    return Wording.points(cell.reference())
        + (cell.kind().isRecording() ? " recorded" : " printed");
  }

  private String tasks() {
    int all = cell.tasks().size() + verdict.missing().size();
    return verdict.missing().isEmpty()
        ? ""
        : " for %s of %s tasks (%s)"
            .formatted(cell.tasks().size(), all, String.join(", ", cell.tasks()));
  }

  /** Such as {@code , which includes 0.0400 points² for racing}. */
  private String extras() {
    Map<String, Double> byName = new TreeMap<>();
    for (Term term : cell.model().terms()) {
      double w2 = term.weight() * term.weight();
      for (ExtraVariance extra : term.task().runs().extras()) {
        byName.merge(extra.name(), w2 * extra.points2(), Double::sum);
      }
    }
    byName.values().removeIf(points2 -> points2 == 0);
    return byName.isEmpty()
        ? ""
        : byName.entrySet().stream()
            .map(e -> "%s points² for %s".formatted(Wording.decimals(e.getValue(), 4), e.getKey()))
            .collect(Collectors.joining(" and ", ", which includes a variance of ", ""));
  }

  private String conclusion() {
    String margin = Wording.points(cell.margin());
    double p = difference.twoSidedP();
    String equivalence = Wording.p(difference.equivalenceP(cell.margin()));
    String chance = Wording.holm(p, verdict.holmP(), verdict.family(), "cells");
    return switch (verdict.word()) {
      case REPRODUCED, MATCHES ->
          "; a difference of more than %s is excluded (%s)".formatted(margin, equivalence);
      case NOT_REPRODUCED, DIFFERS ->
          "; that is more than %s, and not by chance (%s)".formatted(margin, chance);
      case CONSISTENT ->
          "; that may be chance (%s), but a difference of more than %s is not excluded (%s): the 95 %% interval is %s ± %s, from %s to %s. %s"
              .formatted(
                  Wording.p(p),
                  margin,
                  equivalence,
                  Wording.points(difference.value()),
                  Wording.points(difference.halfWidth()),
                  Wording.points(difference.low()),
                  Wording.points(difference.high()),
                  settling());
      default ->
          Math.abs(difference.value()) > cell.margin()
              ? "; that is more than %s, but may still be chance among so many cells (%s). %s"
                  .formatted(margin, chance, settling())
              : "; that is hardly chance (%s), but whether it is more than %s is open (%s). %s"
                  .formatted(Wording.p(p), margin, equivalence, settling());
    };
  }

  private String settling() {
    Settling settling = verdict.settling().orElseThrow();
    VerdictWord goal = cell.kind().isRecording() ? settling.goal().ofRecording() : settling.goal();
    boolean recording = cell.kind().isRecording(); // of one search: there are no repeats of it
    return (recording ? settling.withoutCampaigns() : settling)
        .words(
            goal.words(),
            recording
                ? "the recording has few seeds"
                : "the print is a mean of %s runs after one search"
                    .formatted(Math.round(1 / cell.model().terms().get(0).inverseReferenceRuns())));
  }
}
