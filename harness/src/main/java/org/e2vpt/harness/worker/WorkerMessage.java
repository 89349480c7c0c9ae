package org.e2vpt.harness.worker;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * What a worker process tells the process that feeds it: one line each, on standard output.
 *
 * <p>Native libraries print there too. An answer begins with a marker, which may follow chatter
 * that did not end its line; it is written in one piece, so that no chatter gets into it.
 */
sealed interface WorkerMessage {

  /** Begins every answer. */
  String MARKER = "@e2vpt ";

  /** Longest text of an answer: with it, a line stays below the 4096 bytes a pipe takes whole. */
  int LONGEST_TEXT = 1000;

  /** The words after the marker. */
  String words();

  /**
   * The worker waits for its first trial.
   *
   * @param commit of the program that it runs: its jars may be others than those of the process
   *     that feeds it
   */
  record Ready(String commit, String engine) implements WorkerMessage {
    @Override
    public String words() {
      return "ready " + commit + " " + oneLine(engine);
    }
  }

  /** An epoch has ended: see {@link org.e2vpt.harness.training.EpochListener}. */
  record Epoch(int epoch, double learningRate, double loss, double imagesPerSecond)
      implements WorkerMessage {
    @Override
    public String words() {
      return String.format(
          Locale.ROOT, "epoch %d %s %s %s", epoch, learningRate, loss, imagesPerSecond);
    }
  }

  /**
   * Training continues what earlier attempts began: see {@link
   * org.e2vpt.harness.training.EpochListener}.
   */
  record Continued(double seconds) implements WorkerMessage {
    @Override
    public String words() {
      return "continued " + seconds;
    }
  }

  /** Something that costs no attempt, but that whoever started the run wants to know. */
  record Warning(String text) implements WorkerMessage {
    @Override
    public String words() {
      return "warning " + oneLine(text);
    }
  }

  /** The trial has ended; the worker waits for the next one. */
  record Ended(Status status, Measured measured, String message) implements WorkerMessage {

    static Ended ok(Measured measured) {
      return new Ended(Status.OK, measured, "");
    }

    static Ended without(Status status, String message) {
      return new Ended(status, Measured.NONE, message);
    }

    @Override
    public String words() {
      if (status != Status.OK) {
        return RecordWords.word(status) + " " + oneLine(message);
      }
      return "ok " + Joiner.on(' ').withKeyValueSeparator('=').join(measured.words());
    }
  }

  /** The line to print, without its line break. */
  default String line() {
    return MARKER + words();
  }

  /**
   * Finds the answer in a line of a worker's standard output.
   *
   * @return empty if the line is chatter
   * @throws IllegalArgumentException if an answer cannot be read
   */
  static Optional<WorkerMessage> in(String line) {
    int marker = line.indexOf(MARKER);
    if (marker < 0) {
      return Optional.empty();
    }
    List<String> parts =
        Splitter.on(' ').limit(2).splitToList(line.substring(marker + MARKER.length()));
    String text = parts.get(parts.size() - 1);
    List<String> numbers = Splitter.on(' ').splitToList(text);
    try {
      return Optional.of(
          switch (parts.get(0)) {
            case "ready" -> new Ready(numbers.get(0), text.substring(text.indexOf(' ') + 1));
            case "warning" -> new Warning(text);
            case "epoch" ->
                new Epoch(
                    Integer.parseInt(numbers.get(0)),
                    Double.parseDouble(numbers.get(1)),
                    Double.parseDouble(numbers.get(2)),
                    Double.parseDouble(numbers.get(3)));
            case "continued" -> new Continued(Double.parseDouble(text));
            case "ok" ->
                Ended.ok(Measured.of(Splitter.on(' ').withKeyValueSeparator('=').split(text)));
            case "failed" -> Ended.without(Status.FAILED, text);
            case "diverged" -> Ended.without(Status.DIVERGED, text);
            case "interrupted" -> Ended.without(Status.INTERRUPTED, text);
            default -> throw new IllegalArgumentException("no kind of answer");
          });
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a worker answered '%s'".formatted(line), e);
    }
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\R", " ");
    return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
  }
}
