package org.e2vpt.tables.paper;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * One final run of a table: a row, a task and a seed. Its numbers have the decimals of {@code
 * runs.csv}, so what is computed from a run and from its line is the same.
 *
 * @param table id of the table
 * @param row id of the row
 * @param task id of the data set
 * @param group the task's group
 * @param campaign its number, from 1: see {@link Campaigns}
 * @param seed of the run
 * @param status how its last attempt ended
 * @param accuracy top-1 on the test set in percent; NaN unless the status is OK
 * @param trialId the trial in the journal, and the name of its learning curve
 * @param settings what the search chose, in words
 * @param searched how
 * @param precision of the encoder's products: {@code fp32}, {@code tf32} or {@code bf16}
 * @param tuned trainable numbers, pruned ones included
 * @param kept trainable numbers that pruning left
 * @param total all numbers of the adapted model
 * @param seconds wall time; NaN unless the status is OK
 * @param imagesPerSecond training throughput; NaN unless the status is OK
 * @param environment where it ran
 * @param weights sha256 of the backbone's weights
 * @param data sha256 of the data set
 * @param finished when it ended, in whole seconds
 */
public record Run(
    String table,
    String row,
    String task,
    Group group,
    int campaign,
    int seed,
    Status status,
    double accuracy,
    String trialId,
    String settings,
    SearchKind searched,
    String precision,
    long tuned,
    long kept,
    long total,
    double seconds,
    double imagesPerSecond,
    Environment environment,
    String weights,
    String data,
    Instant finished) {

  public Run {
    boolean ok = status == Status.OK;
    if (campaign < 1 || campaign > Campaigns.MOST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a campaign has a number from 1 to %d, got %d",
              Campaigns.MOST,
              campaign));
    }
    if (ok != Double.isFinite(accuracy) || accuracy < 0 || accuracy > 100) {
      throw new IllegalArgumentException(
          "a run has an accuracy of 0 to 100 percent if, and only if, its status is ok;"
              + " got %s with status %s".formatted(accuracy, status));
    }
    if (ok && !(0 <= kept && kept <= tuned && tuned <= total && total > 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected 0 <= kept <= tuned <= total, got kept %d, tuned %d, total %d",
              kept,
              tuned,
              total));
    }
    if (ok
        && !(seconds >= 0 && imagesPerSecond >= 0 && Double.isFinite(seconds + imagesPerSecond))) {
      throw new IllegalArgumentException(
          "seconds and images per second must be finite and not negative, got %s and %s"
              .formatted(seconds, imagesPerSecond));
    }
    accuracy = Decimals.round(accuracy, 2);
    seconds = Decimals.round(seconds, 2);
    imagesPerSecond = Decimals.round(imagesPerSecond, 1);
    finished = finished.truncatedTo(ChronoUnit.SECONDS);
  }

  /** A row's run from the journal's entry. */
  public static Run of(
      String table,
      String row,
      Group group,
      int campaign,
      String settings,
      SearchKind searched,
      TrialResult result) {
    Trial trial = result.trial();
    Measured measured = result.measured();
    return new Run(
        table,
        row,
        trial.task(),
        group,
        campaign,
        trial.seed(),
        result.status(),
        measured.accuracy(),
        trial.id(),
        settings,
        searched,
        trial.precision(),
        measured.tuned(),
        measured.kept(),
        measured.total(),
        measured.seconds(),
        measured.imagesPerSecond(),
        result.environment(),
        trial.weights(),
        trial.data(),
        result.finished());
  }

  /** Whether the run ended well, so that it has numbers. */
  public boolean ok() {
    return status == Status.OK;
  }

  /** Its score, if it ended well. */
  public Optional<Score> score() {
    return ok() ? Optional.of(new Score(row, task, campaign, seed, accuracy)) : Optional.empty();
  }
}
