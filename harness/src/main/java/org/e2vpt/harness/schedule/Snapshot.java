package org.e2vpt.harness.schedule;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is, at one instant.
 *
 * @param updated that instant, by a clock that may be set while the run goes on
 * @param elapsed since this run began, by a clock that cannot
 * @param planned trials of the whole experiment
 * @param done trials of it that are known, from this run or an earlier one
 * @param failed trials whose last attempt in this run did not end well
 * @param interrupted trials whose last attempt in this run was stopped from outside
 * @param unmeasured trials to come of a kind whose time is not known yet
 * @param eta time that the other trials to come will take, nothing only if there are none; empty if
 *     none of them has a known time
 * @param atLeast whether what is left will take longer than that, as far as is known
 * @param running the attempts under way
 * @param ended whether the run is over
 */
record Snapshot(
    Instant updated,
    Duration elapsed,
    int planned,
    int done,
    int failed,
    int interrupted,
    int unmeasured,
    Optional<Duration> eta,
    boolean atLeast,
    List<Running> running,
    boolean ended) {

  /**
   * An attempt under way.
   *
   * @param name of the trial, which tells it from all others of the run
   * @param since when it runs, as {@link Snapshot#elapsed}
   * @param earlier what earlier attempts took that it continues
   * @param epoch the last epoch that has ended, or 0
   * @param loss of that epoch, or NaN
   * @param imagesPerSecond of that epoch, or NaN
   */
  record Running(
      Trial trial,
      String name,
      int attempt,
      Duration since,
      Duration earlier,
      int epoch,
      double loss,
      double imagesPerSecond) {

    /** An attempt that has no epoch yet, and continues nothing as far as is known. */
    static Running begun(Trial trial, String name, int attempt, Duration since) {
      return new Running(trial, name, attempt, since, Duration.ZERO, 0, Double.NaN, Double.NaN);
    }

    Running continuing(Duration earlierAttempts) {
      return new Running(
          trial, name, attempt, since, earlierAttempts, epoch, loss, imagesPerSecond);
    }

    /** The same after one more epoch. */
    Running after(int ended, double itsLoss, double speed) {
      return new Running(trial, name, attempt, since, earlier, ended, itsLoss, speed);
    }

    String line(Snapshot now) {
      String state =
          epoch == 0
              ? "starting"
              : String.format(
                  Locale.ROOT,
                  "epoch %d/%d loss %.4f %.0f images/s",
                  epoch,
                  trial.recipe().lastEpoch(),
                  loss,
                  imagesPerSecond);
      return "%s: %s, %s".formatted(name, state, human(now.elapsed.minus(since)));
    }
  }

  /**
   * {@code 12 of 95 trials done in 3 min 05 s · 1 failed · at least 20 min 00 s to go, 4 of unknown
   * length}.
   */
  String summary() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%d of %s done in %s",
                done,
                Amounts.count(planned, "trial"),
                human(elapsed)));
    if (failed > 0) {
      text.append(String.format(Locale.ROOT, " · %d failed", failed));
    }
    if (interrupted > 0) {
      text.append(String.format(Locale.ROOT, " · %d interrupted", interrupted));
    }
    if (!ended && eta.isEmpty()) {
      text.append(String.format(Locale.ROOT, " · %d of unknown length to go", unmeasured));
    } else if (!ended && !eta.get().isZero()) {
      text.append(" · %s %s to go".formatted(atLeast ? "at least" : "about", human(eta.get())));
      if (unmeasured > 0) {
        text.append(String.format(Locale.ROOT, ", %d of unknown length", unmeasured));
      }
    }
    return text.toString();
  }

  /** One line on an attempt that has ended. */
  static String line(String name, TrialResult result) {
    return result.status() == Status.OK
        ? String.format(
            Locale.ROOT,
            "%s: %.2f %% in %.1f s",
            name,
            result.measured().accuracy(),
            result.measured().seconds())
        : String.format(
            Locale.ROOT,
            "%s: attempt %d %s: %s",
            name,
            result.attempt(),
            result.status().name().toLowerCase(Locale.ROOT),
            result.message());
  }

  /** For {@code status.json}: seconds, and null for what is not known. */
  String json() {
    JsonObject json = new JsonObject();
    json.addProperty("state", ended ? "ended" : "running");
    json.addProperty("updated", updated.toString());
    json.addProperty("elapsed_seconds", elapsed.toSeconds());
    json.addProperty("eta_seconds", eta.map(Duration::toSeconds).orElse(null));
    json.addProperty("eta_is_at_least", atLeast);
    json.addProperty("trials_of_unknown_length", unmeasured);
    json.addProperty("planned", planned);
    json.addProperty("done", done);
    json.addProperty("failed", failed);
    json.addProperty("interrupted", interrupted);
    JsonArray attempts = new JsonArray();
    for (Running attempt : running) {
      JsonObject entry = new JsonObject();
      entry.addProperty("id", attempt.trial().id());
      entry.addProperty("trial", attempt.name());
      entry.addProperty("attempt", attempt.attempt());
      entry.addProperty("epoch", attempt.epoch());
      entry.addProperty("epochs", attempt.trial().recipe().lastEpoch());
      entry.addProperty("loss", finite(attempt.loss()));
      entry.addProperty("images_per_second", finite(attempt.imagesPerSecond()));
      entry.addProperty("seconds", elapsed.minus(attempt.since()).toSeconds());
      attempts.add(entry);
    }
    json.add("running", attempts);
    return new GsonBuilder().serializeNulls().setPrettyPrinting().create().toJson(json) + "\n";
  }

  /** JSON knows neither NaN nor infinity. */
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** {@code 5 s}, {@code 3 min 05 s}, {@code 2 h 03 min}. */
  static String human(Duration time) {
    if (time.toHours() > 0) {
      return String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart());
    }
    return time.toMinutes() > 0
        ? String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart())
        : time.toSeconds() + " s";
  }
}
