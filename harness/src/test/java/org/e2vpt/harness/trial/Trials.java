package org.e2vpt.harness.trial;

import com.google.common.collect.ImmutableSortedMap;
import java.time.Instant;
import java.util.Locale;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.worker.FakeBody;

/** Trials and results for tests. */
public final class Trials {

  static final Environment SOMEWHERE =
      new Environment("c0ffee", "cpu", "a, \"host\"", "none", "17");

  private Trials() {}

  /** A trial of two epochs in which {@link FakeBody} does {@code what}. */
  public static Trial doing(String what, int seed) {
    return trial(ImmutableSortedMap.of("do", what), seed);
  }

  /** Of the same method as the others, but of another kind. */
  public static Trial ofTask(String task, int seed) {
    return of("mini", task, seed);
  }

  public static Trial of(String backbone, String task, int seed) {
    Trial other = doing("succeed", seed);
    return new Trial(
        backbone,
        other.weights(),
        task,
        other.data(),
        other.split(),
        other.method(),
        other.options(),
        other.recipe(),
        seed,
        Execution.DEFAULT);
  }

  public static Trial trial(ImmutableSortedMap<String, String> options, int seed) {
    Recipe recipe = new Recipe(OptimizerKind.SGD, 0.5, 0.0001, 2, 1, 64, Warmup.FROM_FIRST_STEP);
    return new Trial(
        "mini",
        "aa11",
        "digits",
        "bb22",
        Split.SEARCH,
        "fake",
        options,
        recipe,
        seed,
        Execution.DEFAULT);
  }

  public static TrialResult ok(Trial trial, int attempt, double accuracy) {
    Measured measured = new Measured(accuracy, 0.25, 1000, 900, 86_000_000, 12.5, 640.5);
    return new TrialResult(
        trial, attempt, Status.OK, measured, "", SOMEWHERE, Instant.parse("2026-11-20T10:00:00Z"));
  }

  /** A row of other numerics, as another version of this program writes it. */
  public static String foreign(TrialResult result, int numerics) {
    return rewritten(
        result,
        String.format(Locale.ROOT, ",%d,%d,", result.attempt(), Trial.NUMERICS),
        String.format(Locale.ROOT, ",%d,%d,", result.attempt(), numerics));
  }

  /** A row that says something else and has the check of that, which nobody does by accident. */
  public static String rewritten(TrialResult result, String part, String other) {
    String cells = cells(result);
    if (!cells.contains(part)) {
      throw new IllegalArgumentException("no '%s' in %s".formatted(part, cells));
    }
    return TrialRow.checked(cells.replace(part, other));
  }

  /**
   * A row of schema 4, without the epoch that its training goes to; of schema 3, with a name for
   * its choices besides; or of schema 2, without a check, too.
   */
  public static String older(TrialResult result, int schema) {
    String cells = schema + cells(result).substring(1).replaceFirst("((,[^,]*){15}),0", "$1");
    if (schema <= TrialRow.NAMED) {
      cells = cells.replaceFirst("((,[^,]*){21},)", "$1paper,");
    }
    return schema == TrialRow.UNCHECKED ? cells : TrialRow.checked(cells);
  }

  private static String cells(TrialResult result) {
    String row = TrialRow.format(result);
    return row.substring(0, row.lastIndexOf(','));
  }

  public static TrialResult without(Trial trial, int attempt, Status status, String message) {
    return new TrialResult(
        trial,
        attempt,
        status,
        Measured.NONE,
        message,
        SOMEWHERE,
        Instant.parse("2026-11-20T10:00:00Z"));
  }
}
