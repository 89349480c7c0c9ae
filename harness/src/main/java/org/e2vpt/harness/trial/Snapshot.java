package org.e2vpt.harness.trial;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is, at one instant.
 *
 * @param updated that instant
 * @param elapsed since this run began
 * @param planned trials of the whole experiment
 * @param done trials of it that are known, from this run or an earlier one
 * @param failed trials whose last attempt in this run did not end well
 * @param unmeasured trials to come of a kind whose time is not known yet
 * @param eta time that the other trials to come will take; empty if none of them has a known time
 * @param running the attempts under way
 * @param ended whether the run is over
 */
record Snapshot(
    Instant updated,
    Duration elapsed,
    int planned,
    int done,
    int failed,
    int unmeasured,
    Optional<Duration> eta,
    List<Running> running,
    boolean ended) {

  /**
   * An attempt under way.
   *
   * @param epoch the last epoch that has ended, or 0
   * @param loss of that epoch, or NaN
   * @param imagesPerSecond of that epoch, or NaN
   */
  record Running(
      Trial trial, int attempt, Instant since, int epoch, double loss, double imagesPerSecond) {

    String line(Instant now) {
      String state =
          epoch == 0
              ? "starting"
              : String.format(
                  Locale.ROOT,
                  "epoch %d/%d loss %.4f %.0f images/s",
                  epoch,
                  trial.recipe().epochs(),
                  loss,
                  imagesPerSecond);
      return "%s: %s, %s".formatted(trial.describe(), state, human(Duration.between(since, now)));
    }
  }

  /** {@code 12/95 trials, 1 failed, 3 min 05 s, 20 min 00 s to go and 4 of unknown length}. */
  String summary() {
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "%d/%d trials", done, planned));
    if (failed > 0) {
      text.append(String.format(Locale.ROOT, ", %d failed", failed));
    }
    text.append(", ").append(human(elapsed));
    eta.ifPresent(left -> text.append(", ").append(human(left)).append(" to go"));
    if (unmeasured > 0) {
      text.append(eta.isPresent() ? " and " : ", ").append(unmeasured).append(" of unknown length");
    }
    return text.toString();
  }

  /** One line on an attempt that has ended. */
  static String line(TrialResult result) {
    return result.status() == Status.OK
        ? String.format(
            Locale.ROOT,
            "%s: %.2f %% in %.1f s",
            result.trial().describe(),
            result.measured().accuracy(),
            result.measured().seconds())
        : String.format(
            Locale.ROOT,
            "%s: attempt %d %s: %s",
            result.trial().describe(),
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
    json.addProperty("trials_of_unknown_length", unmeasured);
    json.addProperty("planned", planned);
    json.addProperty("done", done);
    json.addProperty("failed", failed);
    JsonArray attempts = new JsonArray();
    for (Running attempt : running) {
      JsonObject entry = new JsonObject();
      entry.addProperty("id", attempt.trial().id());
      entry.addProperty("trial", attempt.trial().describe());
      entry.addProperty("attempt", attempt.attempt());
      entry.addProperty("epoch", attempt.epoch());
      entry.addProperty("epochs", attempt.trial().recipe().epochs());
      entry.addProperty("loss", finite(attempt.loss()));
      entry.addProperty("images_per_second", finite(attempt.imagesPerSecond()));
      entry.addProperty("seconds", Duration.between(attempt.since(), updated).toSeconds());
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
