package org.e2vpt.tables.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;

/** Remembers made-up results, and refuses to run a trial twice. */
public final class FakeLab {

  private final Map<Trial, TrialResult> results = new LinkedHashMap<>();

  Optional<TrialResult> known(Trial trial) {
    return Optional.ofNullable(results.get(trial));
  }

  /** All results, in the order in which they came. */
  public List<TrialResult> results() {
    return List.copyOf(results.values());
  }

  void remember(TrialResult result) {
    assertThat(results.put(result.trial(), result)).as("earlier run of the same trial").isNull();
  }

  void finish(List<Trial> trials, double... accuracies) {
    assertThat(trials).hasSameSizeAs(accuracies);
    for (int i = 0; i < accuracies.length; i++) {
      remember(result(trials.get(i), Status.OK, accuracies[i], ""));
    }
  }

  void fail(Trial trial, Status status) {
    remember(result(trial, status, Double.NaN, "made to fail"));
  }

  /** Runs trial by trial, each with an accuracy that depends on its content alone. */
  List<Trial> runToEnd(RowPlan plan) {
    List<Trial> run = new ArrayList<>();
    while (plan.progress(this::known).next() instanceof Step.Needs needs) {
      run.add(finish(needs.trials().get(0)));
    }
    return run;
  }

  /** The same stage by stage, which is faster. */
  public void runStages(RowPlan plan) {
    while (plan.progress(this::known).next() instanceof Step.Needs needs) {
      needs.trials().forEach(this::finish);
    }
  }

  private Trial finish(Trial trial) {
    finish(List.of(trial), Integer.parseInt(trial.id().substring(0, 4), 16) % 1000 / 10.0);
    return trial;
  }

  private static TrialResult result(Trial trial, Status status, double accuracy, String message) {
    return new TrialResult(
        trial,
        1,
        status,
        status == Status.OK ? new Measured(accuracy, 0.5, 10, 10, 100, 1, 1000) : Measured.NONE,
        message,
        new Environment("unknown", "cpu", "fake", "none", "17"),
        Instant.EPOCH);
  }
}
