package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.e2vpt.harness.schedule.Campaign;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.Preparation;
import org.e2vpt.harness.schedule.Progress;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.worker.Experiment;
import org.e2vpt.harness.worker.LocalRunner;
import org.e2vpt.harness.worker.TrialRunnerFactory;
import org.e2vpt.tables.plan.RowPlan;

/** Where the results of trials come from. */
sealed interface Lab {

  /**
   * Runs what is needed, if this lab runs anything.
   *
   * @param directory of the journal
   */
  Results run(PlannedTrials trials, Path directory) throws IOException;

  /**
   * What is known then.
   *
   * @param known how each trial ended
   * @param shortage why not all was run that could be; empty if all was
   * @param journal all results that were ever recorded there, whether they were needed or not
   */
  record Results(
      Function<Trial, Optional<TrialResult>> known,
      Optional<String> shortage,
      ImmutableList<TrialResult> journal) {}

  /** The folder of the journal, and of what trials leave beside it, if run in {@code directory}. */
  Path folder(Path directory);

  /** For what cannot be run at all. */
  Lab NONE =
      new Recorded(
          Path.of(Journal.FILE),
          new Journal.Contents(ImmutableList.of(), ImmutableList.of(), ImmutableList.of()));

  /**
   * Worker processes.
   *
   * @param config what the user chose
   * @param devices one for each worker; they share the processor's cores
   * @param deadline the most that one attempt may take
   * @param announce says what is about to be run
   */
  static Lab running(
      RunConfig config, List<Device> devices, Duration deadline, Consumer<List<RowPlan>> announce) {
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / devices.size());
    return new Running(
        config,
        new LocalRunner.Workers(
            devices, threads, Experiment.class.getName(), deadline, config.forWorkers()),
        announce);
  }

  /** Worker processes of this machine, or of the cluster that the user asked for. */
  record Running(RunConfig config, LocalRunner.Workers workers, Consumer<List<RowPlan>> announce)
      implements Lab {

    @Override
    @SuppressWarnings("try") // what counts of the preparation is its end
    public Results run(PlannedTrials trials, Path directory) {
      if (config.cluster().isEmpty()) {
        workers.requireEngine();
      }
      announce.accept(trials.plans());
      try (Journal journal = Journal.open(directory);
          Progress progress = Progress.open(directory, journal, config.progress());
          TrialRunner runner = runner(directory, progress);
          Preparation preparation =
              Preparation.of(preparedHere(trials, journal), config.folder())) {
        Campaign campaign = new Campaign(journal, runner, progress, config.time());
        campaign.run(trials);
        return new Results(
            campaign::known, campaign.shortage(), ImmutableList.copyOf(journal.results()));
      }
    }

    private TrialRunner runner(Path directory, Progress progress) {
      return config
          .cluster()
          .map(
              master ->
                  TrialRunnerFactory.ofCluster(master)
                      .open(master, config.gpu(), directory, workers, progress))
          .orElseGet(() -> new LocalRunner(directory, workers, progress));
    }

    /** The machines of a cluster have folders of their own. */
    private Collection<Trial> preparedHere(PlannedTrials trials, Journal journal) {
      return config.cluster().isPresent() ? List.of() : trials.needed(journal::known);
    }

    @Override
    public Path folder(Path directory) {
      return directory;
    }
  }

  /**
   * A journal that was made elsewhere, and stays as it is.
   *
   * @param journal the file
   * @param contents what is in it
   */
  record Recorded(Path journal, Journal.Contents contents) implements Lab {

    static Recorded read(Path path) throws IOException {
      Path file = Files.isDirectory(path) ? path.resolve(Journal.FILE) : path;
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(
            "there is no journal %s: name a trials.csv, or its folder".formatted(file));
      }
      return new Recorded(file, Journal.read(file));
    }

    /** What a run's journal holds, if it is there, where nothing can be run. */
    static Results ofNothing(Path directory) throws IOException {
      return Files.isRegularFile(directory.resolve(Journal.FILE))
          ? read(directory).run(PlannedTrials.of(ImmutableList.of()), directory)
          : new Results(trial -> Optional.empty(), Optional.empty(), ImmutableList.of());
    }

    List<TrialResult> results() {
      return contents.results();
    }

    @Override
    public Results run(PlannedTrials trials, Path directory) {
      contents.leftOut().forEach(System.out::println);
      Map<Trial, TrialResult> ends = new HashMap<>();
      for (TrialResult result : results()) {
        if (result.status() == TrialResult.Status.INTERRUPTED) {
          continue; // it says nothing: to a run that goes on, the trial is still to be run
        }
        TrialResult earlier = ends.get(result.trial());
        ends.put(result.trial(), earlier == null ? result : settled(earlier, result));
      }
      Function<Trial, Optional<TrialResult>> known = trial -> Optional.ofNullable(ends.get(trial));
      return new Results(known, shortage(trials, known), contents.results());
    }

    /** Why results may be missing: what was left out, and if the rest has nothing of the plans. */
    private Optional<String> shortage(
        PlannedTrials trials, Function<Trial, Optional<TrialResult>> known) {
      List<String> reasons = new ArrayList<>(contents.leftOut());
      boolean nothing =
          trials.plans().stream().allMatch(plan -> plan.progress(known).results().isEmpty());
      if (results().isEmpty() && reasons.isEmpty()) {
        reasons.add(journal + " holds no result");
      } else if (nothing && !results().isEmpty()) {
        reasons.add(
            String.format(
                Locale.ROOT,
                "none of the %d results in %s is of these settings; budget, lengths, search, protocol, seeds"
                    + " and precision have to be those that it was made with",
                results().size(),
                journal));
      }
      return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
    }

    /** The first that ended well counts, then the first that diverged, else the last attempt. */
    private static TrialResult settled(TrialResult earlier, TrialResult later) {
      return switch (earlier.status()) {
        case OK -> earlier;
        case DIVERGED -> later.status() == TrialResult.Status.OK ? later : earlier;
        default -> later;
      };
    }

    @Override
    public Path folder(Path directory) {
      return journal.resolveSibling("");
    }
  }
}
