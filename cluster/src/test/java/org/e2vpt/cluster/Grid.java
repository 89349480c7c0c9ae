package org.e2vpt.cluster;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.e2vpt.harness.schedule.Campaign;
import org.e2vpt.harness.schedule.Demand;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.GpuUse;
import org.e2vpt.harness.schedule.Progress;
import org.e2vpt.harness.schedule.TimeBox;
import org.e2vpt.harness.schedule.TrialKind;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.e2vpt.harness.worker.TrialRunnerFactory;

/** A run of its own process: what its words say, on the cluster of {@code -Dspark.master}. */
final class Grid {

  private Grid() {}

  /**
   * Runs until all is known.
   *
   * @param arguments the run's directory, and what its trials do: {@code succeed,crash}
   */
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    Workers workers =
        new Workers(
            Device.processors(1), 1, ScriptedBody.class.getName(), Duration.ofMinutes(2), Map.of());
    String master = System.getProperty("spark.master");
    int code = 0;
    try (Journal journal = Journal.open(directory);
        Progress progress = Progress.open(directory, journal, Progress.Console.LINES);
        TrialRunner runner =
            TrialRunnerFactory.ofCluster(master)
                .open(master, GpuUse.OFF, directory, workers, progress)) { // there in name only
      new Campaign(journal, runner, progress, TimeBox.ENDLESS).run(new All(trials(arguments[1])));
    } catch (IllegalStateException e) {
      System.err.println("GAVE UP: " + e.getMessage());
      code = 2;
    }
    System.exit(code);
  }

  /** A trial for each word, its place is its seed. */
  static List<Trial> trials(String words) {
    List<Trial> trials = new ArrayList<>();
    for (String word : Splitter.on(',').split(words)) {
      trials.add(
          new Trial(
              "mini",
              "aa11",
              "digits",
              "bb22",
              Split.SEARCH,
              "scripted",
              ImmutableSortedMap.of("do", word),
              new Recipe(OptimizerKind.SGD, 0.5, 0.0001, 2, 1, 64, Warmup.FROM_FIRST_STEP),
              trials.size(),
              Execution.DEFAULT));
    }
    return trials;
  }

  private record All(List<Trial> trials) implements Demand {

    @Override
    public Collection<Trial> needed(Function<Trial, Optional<TrialResult>> known) {
      return trials;
    }

    @Override
    public Collection<TrialKind> foreseen(Function<Trial, Optional<TrialResult>> known) {
      return trials.stream()
          .filter(trial -> known.apply(trial).isEmpty())
          .map(TrialKind::of)
          .toList();
    }
  }
}
