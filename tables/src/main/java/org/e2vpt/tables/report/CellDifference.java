package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.report.Measurements.Place;

/**
 * One cell on both sides.
 *
 * @param place where it stands
 * @param title the row as printed
 * @param first what the first side has
 * @param printed whether the first side is the paper
 * @param second what the second side has
 * @param points the second's mean − the first's; NaN if one side has no number
 * @param halfWidth of the 95 % interval of {@code points}; NaN if there is none
 * @param margin the smallest difference that matters; NaN if nothing can be compared
 * @param outcome what can be said
 * @param notes what else differs in this cell: its tasks, the settings that a search chose
 */
record CellDifference(
    Place place,
    String title,
    Summary first,
    boolean printed,
    Summary second,
    double points,
    double halfWidth,
    double margin,
    Outcome outcome,
    ImmutableList<String> notes) {

  /** A cell of a run beside what its paper prints, as the run's report has it. */
  static CellDifference fromPrint(Cell cell) {
    AskedCell asked = cell.asked();
    return new CellDifference(
        new Place(asked.table(), asked.row(), asked.column()),
        asked.title(),
        cell.reference(),
        true,
        cell.measured(),
        cell.difference(),
        cell.judgement().halfWidth(),
        cell.judgement().margin(),
        cell.reference().n() == 0 ? Outcome.NEW : Outcome.of(cell.verdict(), cell.difference()),
        ImmutableList.of());
  }

  /** What the first side has, in words. */
  String firstWords() {
    return printed ? first.asReference() : first.toString();
  }

  /**
   * Such as {@code −1.20 to +0.40}; a dash if there is no interval: runs that repeat others have no
   * error of sampling.
   */
  String interval() {
    return Double.isNaN(halfWidth) || outcome == Outcome.IDENTICAL
        ? "–"
        : Words.interval(points, halfWidth);
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
            Words.signed(points),
            interval(),
            notes);
  }
}
