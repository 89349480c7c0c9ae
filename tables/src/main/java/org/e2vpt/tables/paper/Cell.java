package org.e2vpt.tables.paper;

import java.util.Locale;
import org.e2vpt.tables.verdict.TestOutcome;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * One printed number of a table, measured: a line of {@code cells.csv}.
 *
 * @param asked which number of which table
 * @param measured over seeds, of the mean over the cell's tasks
 * @param reference what it is compared with
 * @param judgement what the table's runs say about it
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
    Judgement judgement,
    double tunedShare,
    double keptShare,
    Cost cost,
    double imagesPerSecond) {

  /** The sign of a cell that is not reproduced because it lies above the print. */
  public static final String BETTER = "↑";

  /** What a cell is called that was measured, and that nothing is known to compare with. */
  public static final String NOT_COMPARED = "not compared";

  /** What a cell is called whose reference was recorded from the run itself. */
  public static final String OWN_RECORDING = "recorded from this run";

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
    if ((measured.n() == 0) != (judgement.word() == VerdictWord.NOT_RUN)) {
      throw new IllegalArgumentException(
          "a cell is 'not run' if, and only if, nothing was measured: measured %s, verdict %s"
              .formatted(measured, judgement.word().words()));
    }
  }

  /** Such as {@code mini › VPT-deep › Structured}. */
  public String name() {
    return asked.name();
  }

  /**
   * The cell without its reference, which is this run itself: it checks nothing. Its words say so.
   */
  public Cell ownRecording() {
    return new Cell(
        asked,
        measured,
        Summary.NONE,
        Judgement.OWN_RECORDING,
        tunedShare,
        keptShare,
        cost,
        imagesPerSecond);
  }

  /** Whether it would be compared with itself. */
  public boolean isOwnRecording() {
    return judgement.equals(Judgement.OWN_RECORDING);
  }

  /** Such as {@code printed 38.20 % (spread not printed)}, or why there is no reference. */
  public String referenceWords() {
    if (reference.n() > 0) {
      return origin() + " " + reference.asReference();
    }
    return isOwnRecording() ? judgement.explanation() : "no reference";
  }

  /** What the reference was: a single value is {@code printed}, several are {@code recorded}. */
  public String origin() {
    return reference.n() == 1 ? "printed" : "recorded";
  }

  /** Measured − reference, in points; NaN if there is nothing to compare. */
  public double difference() {
    return judgement.difference();
  }

  /** What the comparison came to. */
  public VerdictWord verdict() {
    return judgement.word();
  }

  /** Whether it was measured, and nothing is known to compare it with. */
  public boolean isNotCompared() {
    return measured.n() > 0 && reference.n() == 0;
  }

  /** One character for the verdict, so that colour never speaks alone. */
  public String sign() {
    return better() ? BETTER : (isNotCompared() ? VerdictWord.NOT_RUN : verdict()).sign();
  }

  /** The verdict, or why there is none. */
  public String word() {
    return isOwnRecording() ? OWN_RECORDING : isNotCompared() ? NOT_COMPARED : verdict().words();
  }

  /**
   * The verdict, and if some seeds did not finish, how many did: {@code consistent, 2 of 3 seeds};
   * and if only some of the column's tasks are compared, {@code consistent, some tasks}.
   */
  public String verdictWords() {
    if (isNotCompared()) {
      return word();
    }
    boolean some = measured.n() > 0 && measured.n() < asked.seeds();
    return word()
        + (better() ? ", better" : "")
        + (some ? String.format(Locale.ROOT, ", %d of %d seeds", measured.n(), asked.seeds()) : "")
        + (judgement.partial() ? ", some tasks" : "");
  }

  /** Whether the cell is not reproduced because it lies above the print. */
  public boolean better() {
    return judgement.better();
  }

  /** Whether a suite with this cell succeeds. */
  public boolean passes() {
    return outcome() == TestOutcome.PASSED;
  }

  /**
   * Whether a suite with this cell fails: it was not run, differs, or is not reproduced and not
   * better either. One that is consistent or inconclusive neither fails nor succeeds.
   */
  public boolean fails() {
    return outcome() == TestOutcome.FAILED;
  }

  private TestOutcome outcome() {
    return verdict().outcome(better(), true);
  }

  /**
   * The verdict with the numbers that it follows from, and what would settle it; of a cell that was
   * not run, what it would be compared with.
   */
  public String sentence() {
    return name() + ": " + statement();
  }

  /** The {@link #sentence} without the cell's name. */
  public String statement() {
    if (isNotCompared()) {
      return "not compared: measured %s, and %s"
          .formatted(
              measured,
              isOwnRecording()
                  ? judgement.explanation()
                  : asked.isRehearsal()
                      ? "a rehearsal is compared with nothing"
                      : "there is no reference");
    }
    return verdict() == VerdictWord.NOT_RUN && reference.n() > 0
        ? "not run; %s is %s".formatted(origin(), reference.asReference())
        : judgement.explanation();
  }
}
