package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Checkpoint;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Curve;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real trial whose worker processes pause or are killed. */
@Timeout(300)
class ContinuedTrialTest {

  private static final int EPOCHS = 4;

  private static final Trial TRIAL =
      new Trial(
          "mini-vit.cifar10",
          Pretrained.get("mini-vit.cifar10", NoData.FOLDER).sha256(),
          "digits",
          NoData.TASKS.sha256("digits"),
          Split.SEARCH,
          "sidetune",
          ImmutableSortedMap.of("side-channels", "4-6-8-6-6"),
          new Recipe(OptimizerKind.SGD, 0.1, 0.0001, EPOCHS, 1, 64, Warmup.FROM_ZERO),
          1,
          Execution.DEFAULT);

  @TempDir Path folder;

  /** Of earlier attempts, as each that continued them said. */
  private final List<Double> seconds = new ArrayList<>();

  @Test
  void pausedAndKilledItEndsWithTheNumbersOfAnUndisturbedOne() throws IOException {
    Path undisturbed = folder.resolve("undisturbed");
    Curve curve = new Curve();
    DataFolder data = new DataFolder(folder.resolve("data"));
    Measured whole =
        new Experiment(new WorkerSettings("cpu", 1, data, Checkpoint.INTERVAL))
            .run(TRIAL, undisturbed, curve);
    curve.write(undisturbed, TRIAL);
    Path directory = folder.resolve("disturbed");
    PrintStream before = System.err;
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    TrialResult last;
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    try {
      TrialResult paused = attempt(directory, true, Integer.MAX_VALUE);
      assertThat(paused.status()).isEqualTo(Status.INTERRUPTED);
      assertThat(paused.message()).isEqualTo("paused after epoch 1");
      attempt(directory, false, 2); // killed, unless it is quicker
      last = attempt(directory, false, Integer.MAX_VALUE);
    } finally {
      System.setErr(before);
    }

    assertThat(last.status()).isEqualTo(Status.OK);
    assertThat(seconds).isNotEmpty().isSorted().allSatisfy(s -> assertThat(s).isPositive());
    assertThat(last.measured().seconds()).isGreaterThan(seconds.get(seconds.size() - 1));
    assertThat(numbers(last.measured())).isEqualTo(numbers(whole));
    assertThat(losses(directory)).isEqualTo(losses(undisturbed)).hasSize(1 + EPOCHS);
    assertThat(error.toString(StandardCharsets.UTF_8).lines())
        .startsWith(TRIAL.describe() + ": continued from epoch 1");
    assertThat(directory.resolve("checkpoints")).isEmptyDirectory();
  }

  /**
   * Runs an attempt in a new worker.
   *
   * @param pausing after the first epoch
   * @param killedAt the epoch after which it is killed
   */
  private TrialResult attempt(Path directory, boolean pausing, int killedAt) {
    Workers workers =
        new Workers(
            Device.processors(1),
            1,
            Experiment.class.getName(),
            Duration.ofMinutes(5),
            Map.of(
                "data.root", folder.resolve("data").toString(), WorkerSettings.CHECKPOINTS, "0"));
    try (LocalRunner runner = new LocalRunner(directory, workers, killing(killedAt))) {
      if (pausing) {
        runner.pause();
      }
      return runner.submit(TRIAL, 1).join();
    }
  }

  private TrialListener killing(int at) {
    return new TrialListener() {
      @Override
      public void started(Trial trial, int attempt) {}

      @Override
      public void continued(Trial trial, double earlier) {
        seconds.add(earlier);
      }

      @Override
      public void epoch(Trial trial, int epoch, double loss, double imagesPerSecond) {
        if (epoch == at) {
          ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        }
      }
    };
  }

  private static List<Number> numbers(Measured measured) {
    return List.of(measured.accuracy(), measured.loss(), measured.tuned(), measured.total());
  }

  /** Of the curve, without its throughput. */
  private static List<String> losses(Path directory) throws IOException {
    Path curve = directory.resolve("curves").resolve(TRIAL.id() + ".csv");
    try (Stream<String> lines = Files.lines(curve)) {
      return lines.map(line -> line.replaceFirst("^((?:[^,]*,){3})[^,]*", "$1")).toList();
    }
  }
}
