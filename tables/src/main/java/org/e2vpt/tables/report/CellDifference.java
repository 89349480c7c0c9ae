package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.report.Measurements.Place;
import org.jspecify.annotations.Nullable;

/**
 * One cell on both sides.
 *
 * @param place where it stands
 * @param title the row as printed
 * @param first what the first side has
 * @param printed whether the first side is the paper
 * @param second what the second side has
 * @param tested the second's mean − the first's; null if one has no spread
 * @param outcome what can be said
 * @param notes what else differs in this cell: its tasks, the settings that a search chose
 */
record CellDifference(
    Place place,
    String title,
    Summary first,
    boolean printed,
    Summary second,
    @Nullable Welch tested,
    Outcome outcome,
    ImmutableList<String> notes) {

  private static final double CONFIDENCE = 0.95;

  /** What the first side has, in words. */
  String firstWords() {
    return printed ? first.asReference() : first.toString();
  }

  /** In points; NaN if one side has no number. */
  double points() {
    return Decimals.round(second.mean() - first.mean(), 2);
  }

  /** Such as {@code −1.20 to +0.40}; a dash if there is no interval. */
  String interval() {
    if (tested == null) {
      return "–";
    }
    double half = tested.halfWidth(CONFIDENCE);
    return "%s to %s"
        .formatted(
            Words.signed(tested.difference() - half), Words.signed(tested.difference() + half));
  }

  /** The largest p at which a cell that stands alone differs. */
  static double level() {
    return 1 - CONFIDENCE;
  }

  /** Such as {@code mini/mini › E²VPT › Natural}. */
  String name() {
    return "%s › %s › %s".formatted(place.table(), title, place.column());
  }

  /** The outcome with its numbers in one line. */
  String sentence() {
    String notes = this.notes.isEmpty() ? "" : " (" + String.join("; ", this.notes) + ")";
    return "%s %s: %s: %s, was %s; difference %s, 95 %% interval %s%s"
        .formatted(
            outcome.sign(),
            outcome.words(),
            name(),
            second,
            firstWords(),
            Words.signed(points()),
            interval(),
            notes);
  }
}
