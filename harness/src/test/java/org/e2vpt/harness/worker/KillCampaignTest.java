package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.file.ChildProcess;
import org.e2vpt.harness.schedule.Campaign;
import org.e2vpt.harness.schedule.Demand;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.Progress;
import org.e2vpt.harness.schedule.TimeBox;
import org.e2vpt.harness.schedule.TrialKind;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real trials of the mini world, in runs that are killed at random moments and started again:
 * driver or worker, by SIGKILL or SIGTERM. {@code mvn -pl harness test -Pkill-campaign} does it 200
 * times; {@code -Dkills=N} as often as wanted.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals")
class KillCampaignTest {

  private static final int KILLS = Integer.getInteger("kills", 3);

  /** Then it may end, and another one begins. */
  private static final int KILLS_OF_ONE_RUN = 10;

  private static final int SLOTS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Executor READERS = task -> new Thread(task, "reader").start();

  @TempDir Path folder;

  private final Random random = new Random(15);
  private final Map<String, Integer> kills = new TreeMap<>();

  /** The trials of one run. */
  private static final class Plan implements Demand {

    private final List<Trial> first =
        List.of(
            trial("linear", 0.5, Map.of()),
            trial("linear", 2.5, Map.of()),
            trial("linear", 5, Map.of()),
            trial("vpt-deep", 1, Map.of("visual", "4")),
            trial("e2vpt", 1, Map.of("visual", "4", "kv", "2")));

    /** Reads the scores that the last of the others leaves in {@code artifacts/}. */
    private final Trial pruned =
        trial(
            "e2vpt",
            1,
            Map.of(
                "visual",
                "4",
                "kv",
                "2",
                "prune-from",
                first.get(4).id(),
                "prune-tokens",
                "1",
                "prune-segments",
                "2"));

    @Override
    public Collection<Trial> needed(Function<Trial, Optional<TrialResult>> known) {
      boolean searched =
          known.apply(first.get(4)).filter(result -> result.status() == Status.OK).isPresent();
      return searched ? all() : first;
    }

    @Override
    public Collection<TrialKind> foreseen(Function<Trial, Optional<TrialResult>> known) {
      return all().stream()
          .filter(trial -> known.apply(trial).isEmpty())
          .map(TrialKind::of)
          .toList();
    }

    List<Trial> all() {
      return Stream.concat(first.stream(), Stream.of(pruned)).toList();
    }

    private static Trial trial(String method, double rate, Map<String, String> options) {
      int epochs = method.equals("vpt-deep") ? 2 : 1; // one trial can be continued
      return new Trial(
          "mini-vit.cifar10",
          Pretrained.get("mini-vit.cifar10", NoData.FOLDER).sha256(),
          "digits",
          NoData.TASKS.sha256("digits"),
          Split.SEARCH,
          method,
          ImmutableSortedMap.copyOf(options),
          new Recipe(OptimizerKind.SGD, rate, 0.0001, epochs, 0, 64, Warmup.FROM_ZERO),
          1,
          Execution.DEFAULT);
    }
  }

  /** Runs the plan or what is missing of it; exits with 0 if all of it ended well. */
  static final class Driver {
    private Driver() {}

    public static void main(String[] args) {
      Path directory = Path.of(args[0]);
      Plan plan = new Plan();
      Workers workers =
          new Workers(
              Device.processors(SLOTS),
              1,
              Experiment.class.getName(),
              PATIENCE,
              ImmutableMap.<String, String>builder()
                  .putAll(DataFolder.of(System::getProperty).settings())
                  .put(WorkerSettings.CHECKPOINTS, "0")
                  .buildOrThrow());
      boolean ok;
      try (Journal journal = Journal.open(directory);
          Progress progress = Progress.open(directory, journal, Progress.Console.OFF);
          LocalRunner runner = new LocalRunner(directory, workers, saying(progress))) {
        new Campaign(journal, runner, progress, TimeBox.ENDLESS).run(plan);
        ok = plan.all().stream().allMatch(trial -> journal.ok(trial).isPresent());
      }
      System.exit(ok ? 0 : 3);
    }

    private static TrialListener saying(TrialListener listener) {
      return new TrialListener() {
        @Override
        public void started(Trial trial, int attempt) {
          System.out.println(trial.id());
          listener.started(trial, attempt);
        }

        @Override
        public void epoch(Trial trial, int epoch, double loss, double imagesPerSecond) {
          listener.epoch(trial, epoch, loss, imagesPerSecond);
        }
      };
    }
  }

  /** A driver's process, and the ids of the trials that it has begun. */
  private record Session(Process driver, CompletableFuture<List<String>> begun) {}

  @Test
  void killedRunsEndWithTheNumbersOfAnUndisturbedOne() throws Exception {
    long begin = System.nanoTime();
    Path undisturbed = folder.resolve("undisturbed");
    assertThat(start(undisturbed).driver.waitFor()).as("exit code").isZero();
    Duration whole = Duration.ofNanos(System.nanoTime() - begin);
    Map<String, Measured> expected = measured(undisturbed);
    assertThat(expected).hasSize(new Plan().all().size());

    int runs = 0;
    while (tried() < KILLS) {
      Path directory = folder.resolve("run-" + runs++);
      run(directory, Math.min(KILLS - tried(), KILLS_OF_ONE_RUN), whole);

      assertThat(numbers(directory)).isEqualTo(numbers(undisturbed));
      for (String id : expected.keySet()) {
        assertThat(losses(directory, id)).isEqualTo(losses(undisturbed, id));
      }
    }

    System.out.printf(
        "kill campaign: %d kills tried %s in %d runs of %d trials: all survived, no result lost,"
            + " changed or computed twice; %d s%n",
        tried(),
        kills,
        runs,
        expected.size(),
        Duration.ofNanos(System.nanoTime() - begin).toSeconds());
  }

  private int tried() {
    return kills.values().stream().mapToInt(count -> count).sum();
  }

  /** Kills a run at most as often as told, and starts it again until it has ended. */
  private void run(Path directory, int times, Duration whole) throws Exception {
    int left = times;
    int begun = 0;
    int lost = 0; // attempts, at most
    int exit = -1;
    List<String> before = List.of();
    while (exit != 0) {
      Set<String> known = measured(directory).keySet();
      Session session = start(directory);
      while (left > 0
          && !session.driver.waitFor(
              random.nextLong(whole.toMillis() / 2), TimeUnit.MILLISECONDS)) {
        left--;
        lost += kill(session.driver);
      }
      exit = session.driver.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS).exitValue();
      List<String> ids = session.begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(ids).as("begun").noneMatch(known::contains);
      begun += ids.size();
      List<String> now = wholeLines(directory);
      assertThat(now).as("the journal").hasSizeGreaterThanOrEqualTo(before.size());
      assertThat(now.subList(0, before.size())).as("the journal").isEqualTo(before);
      before = now;
    }
    assertThat(begun - measured(directory).size()).as("attempts lost").isBetween(0, lost);
  }

  /** Returns how many attempts that can have cost. */
  private int kill(Process driver) throws Exception {
    List<ProcessHandle> workers = driver.toHandle().children().toList();
    boolean hard = random.nextBoolean();
    boolean isDriver = workers.isEmpty() || random.nextInt(3) == 0;
    ProcessHandle victim =
        isDriver ? driver.toHandle() : workers.get(random.nextInt(workers.size()));
    String name = (isDriver ? "driver " : "worker ") + (hard ? "SIGKILL" : "SIGTERM");
    kills.merge(name, 1, Integer::sum);
    if (hard) {
      victim.destroyForcibly();
    } else {
      victim.destroy();
    }
    if (isDriver) {
      var unused = driver.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      for (ProcessHandle worker : workers) { // none is left behind
        worker.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
    return isDriver ? SLOTS : 1;
  }

  /** With a folder of features that all but the undisturbed run share. */
  private Session start(Path directory) throws IOException {
    Path data = folder.resolve(directory.endsWith("undisturbed") ? "data" : "data-of-killed");
    ProcessBuilder driver = ChildProcess.java(List.of(), Driver.class, directory.toString());
    driver.command().addAll(1, List.of("-Ddata.root=" + data));
    Process process =
        driver.redirectError(Redirect.appendTo(folder.resolve("log").toFile())).start();
    return new Session(
        process,
        CompletableFuture.supplyAsync(() -> process.inputReader().lines().toList(), READERS));
  }

  private static Map<String, Measured> measured(Path directory) throws IOException {
    Map<String, Measured> measured = new TreeMap<>();
    Path journal = directory.resolve(Journal.FILE);
    if (Files.notExists(journal)) { // killed before it began
      return measured;
    }
    for (TrialResult result : Journal.read(journal).results()) {
      if (result.status() == Status.OK) {
        assertThat(measured.put(result.trial().id(), result.measured())).as("known twice").isNull();
      }
    }
    return measured;
  }

  /** All but the times. */
  private static Map<String, String> numbers(Path directory) throws IOException {
    Map<String, String> numbers = new TreeMap<>();
    measured(directory)
        .forEach(
            (id, m) ->
                numbers.put(
                    id,
                    String.format(
                        Locale.ROOT,
                        "%s %s %d %d %d",
                        m.accuracy(),
                        m.loss(),
                        m.tuned(),
                        m.kept(),
                        m.total())));
    return numbers;
  }

  private static List<String> wholeLines(Path directory) throws IOException {
    Path file = directory.resolve(Journal.FILE);
    String text = Files.exists(file) ? Files.readString(file) : "";
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** Of the curve, without its throughput. */
  private static List<String> losses(Path directory, String id) throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("curves").resolve(id + ".csv"))) {
      return lines.map(line -> line.replaceFirst("^((?:[^,]*,){3})[^,]*", "$1")).toList();
    }
  }
}
