package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.e2vpt.harness.file.BestEffort;
import org.e2vpt.harness.text.FileErrors;
import org.e2vpt.harness.training.CheckpointFile.Progress;
import org.e2vpt.harness.training.HeadTraining.Epoch;

/**
 * Saves a training, of one trial or of several that are trained together, at the end of an epoch,
 * and continues it from there with the same bits: what is drawn in an epoch follows from its
 * number, see {@link EpochRandom}.
 *
 * <p>It is a convenience. A file that cannot be written, or does not fit, costs a message.
 */
public final class Checkpoint {

  /** The least time between two writes, unless a test wants another. */
  public static final Duration INTERVAL = Duration.ofMinutes(10);

  /** Writing takes at most about one part in so many of the time. */
  private static final int SHARE = 100;

  /**
   * What earlier attempts did, up to the epoch that is continued from.
   *
   * @param epochs how many of them
   * @param seconds wall time of those attempts
   * @param trainingSeconds of which they trained
   * @param trials the epochs of each trial; of one that diverged, its last has no finite loss
   */
  record Past(
      int epochs, double seconds, double trainingSeconds, List<? extends List<Epoch>> trials) {
    static final Past NOTHING = new Past(0, 0, 0, List.of());
  }

  private final Path file;
  private final ImmutableMap<String, String> identity;
  private final Duration interval;
  private final Stopwatch attempt;
  private Past past = Past.NOTHING;
  private Duration written = Duration.ZERO;
  private Duration cost = Duration.ZERO;

  /**
   * Reads and writes nothing yet.
   *
   * @param identity all that the numbers depend on, by name: a file of another one is not read
   * @param interval the least time between two writes
   * @param attempt the time of this attempt
   */
  public Checkpoint(Path file, Map<String, String> identity, Duration interval, Stopwatch attempt) {
    this.file = file;
    this.identity = ImmutableMap.copyOf(identity);
    this.interval = interval;
    this.attempt = attempt;
  }

  /** Deletes the file, if there is one, as nothing continues it. */
  public static void delete(Path file, Consumer<String> notices) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      notices.accept("cannot delete %s: %s".formatted(file, FileErrors.describe(e)));
    }
  }

  /**
   * Puts {@code state} to where the file says, and tells {@code listener} of all epochs of the
   * first trial up to there. Without a file that fits, it changes nothing.
   *
   * @param last epoch that training goes to: a file from behind it does not fit
   */
  Past restore(Map<String, NDArray> state, int last, EpochListener listener) {
    if (!Files.exists(file)) {
      return past;
    }
    try {
      Progress progress = CheckpointFile.read(file, identity, last, state);
      past =
          new Past(
              progress.ended(), progress.seconds(), progress.trainingSeconds(), progress.trials());
    } catch (IOException e) {
      listener.notice(FileErrors.describe(e) + "; training starts with epoch 1");
      return past;
    }
    listener.notice(String.format(Locale.ROOT, "continued from epoch %d", past.epochs));
    listener.continued(past.seconds);
    past.trials.get(0).stream()
        .filter(epoch -> Double.isFinite(epoch.loss()))
        .forEach(epoch -> epoch.tell(listener));
    return past;
  }

  /**
   * Writes the file if it is time to, at the end of an epoch that is not the last.
   *
   * @param epoch that has ended
   * @param trials their epochs
   * @param trainingSeconds of this attempt
   * @throws PausedException if the listener wants training to pause
   */
  void ended(
      int epoch,
      List<? extends List<Epoch>> trials,
      double trainingSeconds,
      Map<String, NDArray> state,
      EpochListener listener) {
    boolean pauses = listener.pauses();
    Duration now = attempt.elapsed();
    if (pauses || isDue(now.minus(written))) {
      write(past.seconds + now.toNanos() / 1e9, trials, trainingSeconds, state, listener);
      written = attempt.elapsed();
      cost = written.minus(now);
    }
    if (pauses) {
      throw new PausedException(epoch);
    }
  }

  /**
   * Writes the file at the end of a training that another trial continues. The time until here is
   * this trial's.
   */
  void onRung(
      List<? extends List<Epoch>> trials,
      double trainingSeconds,
      Map<String, NDArray> state,
      EpochListener listener) {
    write(0, trials, trainingSeconds, state, listener);
  }

  private void write(
      double seconds,
      List<? extends List<Epoch>> trials,
      double trainingSeconds,
      Map<String, NDArray> state,
      EpochListener listener) {
    Progress progress =
        new Progress(identity, seconds, past.trainingSeconds + trainingSeconds, trials);
    new BestEffort(file.toString(), listener::notice)
        .run(() -> CheckpointFile.write(file, progress, state));
  }

  private boolean isDue(Duration since) {
    return since.compareTo(interval) >= 0 && since.compareTo(cost.multipliedBy(SHARE)) >= 0;
  }
}
