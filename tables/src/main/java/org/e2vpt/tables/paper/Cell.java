package org.e2vpt.tables.paper;

import java.util.Locale;
import org.e2vpt.tables.paper.Tolerances.Tolerance;

/**
 * One printed number of a table, measured: a line of {@code cells.csv}.
 *
 * @param asked which number of which table
 * @param measured over seeds, of the mean over the cell's tasks
 * @param reference what it is held to
 * @param tolerance how far it may be off
 * @param tunedShare trainable numbers in percent of all, without subtracting what pruning removed;
 *     mean over runs; NaN if there are none
 * @param keptShare the same without what pruning removed
 * @param cost of search and final runs
 * @param imagesPerSecond training throughput of the final runs, median; NaN if there are none
 */
public record Cell(
    AskedCell asked,
    Summary measured,
    Summary reference,
    Tolerance tolerance,
    double tunedShare,
    double keptShare,
    Cost cost,
    double imagesPerSecond) {

  public Cell {
    tunedShare = Decimals.round(tunedShare, 4);
    keptShare = Decimals.round(keptShare, 4);
    imagesPerSecond = Decimals.round(imagesPerSecond, 1);
    if (measured.n() > asked.seeds()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d seeds were asked for, but %d measured",
              asked.seeds(),
              measured.n()));
    }
    boolean comparable = measured.n() > 0 && reference.n() > 0;
    if (comparable == Double.isNaN(tolerance.points())) {
      throw new IllegalArgumentException(
          "a cell has a tolerance if, and only if, there is something to compare:"
              + " measured %s, reference %s, tolerance %s"
                  .formatted(measured, reference, tolerance.points()));
    }
  }

  /** Such as {@code mini › VPT-deep › Structured}. */
  public String name() {
    return asked.name();
  }

  /** What the reference was: a single value is {@code printed}, several are {@code recorded}. */
  public String origin() {
    return reference.n() == 1 ? "printed" : "recorded";
  }

  /** Measured mean − reference mean, in points; NaN if one of them is missing. */
  public double difference() {
    return Decimals.round(measured.mean() - reference.mean(), 2);
  }

  public Verdict verdict() {
    return Verdict.of(measured, asked.seeds(), reference, tolerance.points());
  }

  /**
   * The verdict, and if some seeds did not finish, how many did: {@code inconclusive, 2 of 3
   * seeds}.
   */
  public String verdictWords() {
    boolean some = measured.n() > 0 && measured.n() < asked.seeds();
    return verdict().words()
        + (some ? String.format(Locale.ROOT, ", %d of %d seeds", measured.n(), asked.seeds()) : "");
  }

  /** Whether the cell is not reproduced because it lies above the reference. */
  public boolean better() {
    return verdict() == Verdict.NOT_REPRODUCED && difference() > 0;
  }

  /**
   * Whether a suite with this cell fails: it was not run, or is not reproduced and not better
   * either. An inconclusive cell neither fails nor succeeds.
   */
  public boolean fails() {
    return verdict() == Verdict.NOT_RUN || (verdict() == Verdict.NOT_REPRODUCED && !better());
  }

  /**
   * The verdict with its numbers in one sentence, such as "mini › VPT-deep › Structured: 38.20 ±
   * 1.10 % (n = 3), 95 % interval 35.47 to 40.93, is 3.30 below the recorded 41.50 ± 0.62 % (n =
   * 5), tolerance 2.10 (99 % prediction interval of 5 recorded seeds); mean test: not reproduced".
   */
  public String sentence() {
    String verdict = verdictWords() + (better() ? ", better" : "") + reason();
    if (measured.n() == 0) {
      return "%s: %s; %s is %s".formatted(name(), verdict, origin(), reference.asReference());
    }
    if (reference.n() == 0) {
      return "%s: %s has no reference: %s".formatted(name(), measured, verdict);
    }
    return "%s: %s%s is %s %s the %s %s, tolerance %s (%s); %s test: %s"
        .formatted(
            name(),
            measured,
            interval(),
            Decimals.percent(Math.abs(difference())),
            difference() < 0 ? "below" : "above",
            origin(),
            reference.asReference(),
            Decimals.percent(tolerance.points()),
            tolerance.source(),
            reference.n() == 1 ? "interval" : "mean",
            verdict);
  }

  private String interval() {
    return measured.n() < 2
        ? ""
        : ", 95 %% interval %s to %s,"
            .formatted(Decimals.percent(measured.low()), Decimals.percent(measured.high()));
  }

  /** Why the verdict is inconclusive, unless a seed is missing, which its words say. */
  private String reason() {
    if (verdict() != Verdict.INCONCLUSIVE || reference.n() == 0) {
      return "";
    }
    if (measured.n() == 1) {
      return " (one run has no spread)";
    }
    if (Math.abs(difference()) > tolerance.points()) {
      return " (the interval reaches into the tolerance)";
    }
    return measured.n() < asked.seeds()
        ? ""
        : String.format(
            Locale.ROOT,
            " (the interval is more than %d tolerances to each side)",
            Verdict.WIDEST_INTERVAL);
  }
}
