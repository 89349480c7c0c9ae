package org.e2vpt.harness.trial;

import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.names.Word;
import org.e2vpt.harness.text.ControlCharacters;

/**
 * How one attempt at a trial ended.
 *
 * @param trial what was run
 * @param attempt 1 for the first try
 * @param status how it ended; only {@link Status#OK} carries numbers
 * @param measured what was measured, or {@link Measured#NONE}
 * @param message why it is not ok, in a sentence; empty if it is
 * @param environment where it ran
 * @param finished when it ended
 */
public record TrialResult(
    Trial trial,
    int attempt,
    Status status,
    Measured measured,
    String message,
    Environment environment,
    Instant finished) {

  public TrialResult {
    message = ControlCharacters.visibleLine(message); // it may quote files and other programs
  }

  /** How an attempt can end. */
  public enum Status {
    OK,
    /** The program refused the trial or threw. */
    FAILED,
    /** The loss became NaN or infinite. */
    DIVERGED,
    TIMEOUT,
    /** The worker process died. */
    CRASHED,
    /** The run was stopped from outside. */
    INTERRUPTED
  }

  /**
   * The numbers of a finished trial.
   *
   * @param accuracy top-1 accuracy in percent on the split's measured set, after the last epoch
   *     unless the recipe says otherwise
   * @param loss mean training loss of the last epoch
   * @param tuned trainable numbers, without subtracting what pruning removed
   * @param kept trainable numbers that pruning left; equals {@code tuned} without pruning
   * @param total all numbers of the adapted model: backbone, prompts and head
   * @param seconds wall time of the whole attempt
   * @param imagesPerSecond training throughput
   * @param microBatch images whose gradients were computed at a time, if the device's memory did
   *     not hold a whole batch; else 0
   */
  public record Measured(
      double accuracy,
      double loss,
      long tuned,
      long kept,
      long total,
      double seconds,
      @Word(name = "images_per_second") double imagesPerSecond,
      @Word(name = "micro_batch") int microBatch) {

    private static final RecordWords<Measured> WORDS = RecordWords.of(Measured.class);

    /** Nothing was measured. */
    public static final Measured NONE =
        new Measured(Double.NaN, Double.NaN, 0, 0, 0, Double.NaN, Double.NaN);

    /** In whole batches. */
    public Measured(
        double accuracy,
        double loss,
        long tuned,
        long kept,
        long total,
        double seconds,
        double imagesPerSecond) {
      this(accuracy, loss, tuned, kept, total, seconds, imagesPerSecond, 0);
    }

    /** The numbers by name, as {@link #of} reads them. */
    public ImmutableMap<String, String> words() {
      return WORDS.words(this);
    }

    /**
     * Reads {@link #words} back.
     *
     * @throws IllegalArgumentException naming the number that is missing, unknown or none
     */
    public static Measured of(Map<String, String> words) {
      return WORDS.parse(words);
    }

    /**
     * Refuses what no trial can measure, before it is written and after it was read.
     *
     * @throws IllegalArgumentException naming the number and what it can be
     */
    public void requirePossible() {
      require(accuracy >= 0 && accuracy <= 100, "accuracy must be from 0 to 100", accuracy);
      require(Double.isFinite(loss), "loss must be finite", loss);
      require(
          0 <= kept && kept <= tuned && tuned <= total,
          "expected 0 <= kept <= tuned <= total",
          String.format(Locale.ROOT, "kept %d, tuned %d, total %d", kept, tuned, total));
      require(seconds >= 0 && Double.isFinite(seconds), "seconds must not be negative", seconds);
      require(
          imagesPerSecond >= 0 && Double.isFinite(imagesPerSecond),
          "images per second must not be negative",
          imagesPerSecond);
      require(microBatch >= 0, "micro-batch must not be negative", microBatch);
    }

    private static void require(boolean possible, String expected, Object got) {
      if (!possible) { // which NaN never is
        throw new IllegalArgumentException("%s, got %s".formatted(expected, got));
      }
    }
  }

  /**
   * Where a trial ran: columns of the journal, no part of its identity.
   *
   * @param commit git commit of the program, with {@code -dirty} if the tree differed from it, or
   *     {@code unknown}
   * @param device such as {@code cpu} or {@code gpu0}
   * @param host processor or GPU model
   * @param engine versions of DJL and PyTorch
   * @param java version of the Java runtime
   */
  public record Environment(
      String commit, String device, String host, String engine, String java) {}

  /** The same end of another trial. */
  public TrialResult as(Trial other) {
    return new TrialResult(other, attempt, status, measured, message, environment, finished);
  }

  /** The same end of another attempt. */
  TrialResult as(int otherAttempt) {
    return new TrialResult(trial, otherAttempt, status, measured, message, environment, finished);
  }
}
