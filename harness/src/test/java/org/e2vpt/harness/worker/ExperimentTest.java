package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.engine.EngineException;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Checkpoint;
import org.e2vpt.harness.training.DivergedException;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Curve;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials of one epoch on a device whose memory ends with the first epoch of whole batches. */
class ExperimentTest {

  private static final String BACKBONE = "mini-vit.cifar10";
  private static final EpochListener SILENT = (epoch, rate, loss, speed) -> {};

  @TempDir Path directory;

  private final List<Double> losses = new ArrayList<>();

  @Test
  void runsATrialInWholeBatchesIfItCan() throws IOException {
    assertThat(experiment().run(trial("bias", ""), directory, SILENT).microBatch()).isZero();
  }

  @Test
  void recordsThatItRanATrialAgainInMicroBatches() throws IOException {
    assertThat(run("vpt-deep", "").microBatch()).isEqualTo(32);
    assertThat(losses).hasSize(3);
  }

  /** Of earlier trials, or its own. */
  @Test
  void freesTokensThatItKeepsBeforeItHalvesABatch() throws IOException {
    Experiment experiment = experiment();
    experiment.run(trial("vpt-deep", ""), directory, SILENT);

    assertThat(runOutOfMemory(experiment, "full", "", 1).microBatch()).isZero();
    assertThat(losses).hasSize(2);
    assertThat(runOutOfMemory(experiment, "full", "", 1).microBatch()).isEqualTo(32);
    assertThat(runOutOfMemory(experiment, "vpt-deep", "", 1).microBatch()).isZero();
  }

  @Test
  void scoresPromptsInMicroBatchesToo() throws IOException {
    assertThat(run("e2vpt", "importance=absolute").microBatch()).isEqualTo(32);
    assertThat(directory.resolve("artifacts")).isNotEmptyDirectory();
  }

  @Test
  void refusesToSplitABatchWhoseMeanIsRead() {
    assertThatIllegalStateException()
        .isThrownBy(() -> run("e2vpt", "importance=signed"))
        .withMessage(
            "the device has no memory for a batch of 64 images, and signed importance is a mean over"
                + " whole batches; use a device with more memory, or -Dprotocol.importance=absolute");
  }

  /** Features come from a file the second time, and other heads are trained beside. */
  @ParameterizedTest
  @ValueSource(strings = {"linear", "mlp-3"})
  void givesATrialTheSameNumbersAloneAndAmongCompanions(String method) throws Exception {
    List<Trial> trials = grid(method);
    List<Measured> alone = new ArrayList<>();
    for (Trial trial : trials) {
      alone.add(experiment().run(trial, directory, SILENT));
    }
    Experiment experiment = experiment();
    experiment.announce(trials);
    for (int i = 0; i < trials.size(); i++) {
      losses.clear();
      Measured among =
          experiment.run(trials.get(i), directory, (e, rate, loss, speed) -> losses.add(loss));

      assertThat(among.accuracy()).isEqualTo(alone.get(i).accuracy());
      assertThat(among.loss()).isEqualTo(alone.get(i).loss());
      assertThat(losses).containsExactly(among.loss());
    }
    assertThat(alone).extracting(Measured::loss).doesNotHaveDuplicates();
    assertThat(directory.resolve("data/.cache/features"))
        .isDirectoryContaining(file -> file.toString().endsWith("-train.safetensors"))
        .isDirectoryContaining(file -> file.toString().endsWith("-val.safetensors"));
  }

  @Test
  void remembersAGridWhileAnotherTakesItsTurn() throws Exception {
    List<Trial> linear = grid("linear");
    List<Trial> mlp = grid("mlp-3");
    Experiment experiment = experiment();
    List<Measured> first = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      experiment.announce(i == 0 ? linear : List.of());
      first.add(experiment.run(linear.get(i), directory, SILENT));
      experiment.announce(i == 0 ? mlp : List.of());
      experiment.run(mlp.get(i), directory, SILENT);
    }

    // Those that were trained together have one throughput.
    assertThat(first)
        .extracting(Measured::imagesPerSecond)
        .containsOnly(first.get(0).imagesPerSecond());
    // The first has trained all, and none of the others takes time that it has taken.
    assertThat(first.get(0).seconds())
        .isGreaterThan(first.get(1).seconds() + first.get(2).seconds());
  }

  @Test
  void keepsACheckpointUntilItIsKnownHowTheTrialEnds() throws IOException {
    Trial trial = trial("bias", ImmutableSortedMap.of(), 1e30);
    Path checkpoint = directory.resolve("checkpoints").resolve(trial.id() + ".safetensors");
    Files.createDirectory(checkpoint.getParent());
    Files.writeString(checkpoint, "not whole");
    EpochListener failing =
        new EpochListener() {
          @Override
          public void epoch(int epoch, double learningRate, double loss, double imagesPerSecond) {}

          @Override
          public void notice(String text) {
            throw new IllegalStateException(text);
          }
        };

    assertThatIllegalStateException().isThrownBy(() -> experiment().run(trial, directory, failing));
    assertThat(checkpoint).exists();
    assertThatExceptionOfType(DivergedException.class)
        .isThrownBy(() -> experiment().run(trial, directory, SILENT));
    assertThat(checkpoint).doesNotExist();
  }

  /** Three trials of a race train once as long as the last of them would alone. */
  @Test
  void continuesATrialFromRungToRung() throws IOException {
    Trial whole = trial("bias", ImmutableSortedMap.of(), 0.01, 3);
    Measured alone = experiment().run(whole, directory, SILENT);
    Path checkpoint = directory.resolve("checkpoints").resolve(whole.id() + ".safetensors");

    List<Integer> trained = new ArrayList<>();
    List<Measured> rungs = new ArrayList<>();
    for (int epoch : List.of(1, 2, 3)) {
      Curve curve = new Curve();
      rungs.add(experiment().run(whole.until(epoch), directory, curve));
      assertThat(Files.exists(checkpoint)).isEqualTo(epoch < 3);
      curve.write(directory, whole.until(epoch));
      trained.add(
          Files.readAllLines(directory.resolve("curves").resolve(whole.until(epoch).id() + ".csv"))
              .size());
    }

    assertThat(trained).containsExactly(2, 3, 4);
    assertThat(rungs.get(2).accuracy()).isEqualTo(alone.accuracy());
    assertThat(rungs.get(2).loss()).isEqualTo(alone.loss());
    assertThat(rungs).extracting(Measured::loss).doesNotHaveDuplicates();
    assertThat(
            Files.readAllLines(directory.resolve("curves").resolve(whole.id() + ".csv")).stream()
                .skip(1)
                .map(line -> line.substring(line.lastIndexOf(',') + 1)))
        .as("accuracies at the ends of rungs, which later trials pass")
        .startsWith(String.format(Locale.ROOT, "%.4f", rungs.get(0).accuracy()))
        .hasSize(3);
  }

  /** Partial-1 and MLP-3 have other last digits with two threads than with one. */
  @ParameterizedTest
  @CsvSource({"1, 1 thread", "2, 2 threads"})
  void saysHowManyThreadsComputed(int threads, String said) {
    assertThat(experiment(threads).engine()).isEqualTo(Torch.versions() + ", " + said);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, false"})
  void deletesOfTrialsThatNothingContinuesTheLargeCheckpoints(int more, boolean stays)
      throws IOException {
    Trial trial = trial("full", "");
    Path file =
        Files.createDirectories(directory.resolve("checkpoints"))
            .resolve(trial.id() + ".safetensors");
    try (FileChannel sparse =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.allocate(1), Experiment.SMALL_CHECKPOINT - 1 + more);
    }

    Experiment.forget(directory, trial);

    assertThat(Files.exists(file)).isEqualTo(stays);
  }

  private Experiment experiment() {
    return experiment(1);
  }

  private Experiment experiment(int threads) {
    DataFolder data = new DataFolder(directory.resolve("data"));
    return new Experiment(new WorkerSettings("cpu", threads, data, Checkpoint.INTERVAL));
  }

  private static List<Trial> grid(String method) {
    return Stream.of(0.1, 0.5, 2.0)
        .map(rate -> trial(method, ImmutableSortedMap.of(), rate))
        .toList();
  }

  private Measured run(String method, String option) throws IOException {
    // Without tokens of its own, it is tried in whole batches once more.
    return runOutOfMemory(experiment(), method, option, 2);
  }

  private Measured runOutOfMemory(Experiment experiment, String method, String option, int failures)
      throws IOException {
    losses.clear();
    return experiment.run(
        trial(method, option),
        directory,
        (epoch, rate, loss, speed) -> {
          losses.add(loss);
          if (losses.size() <= failures) {
            throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB.");
          }
        });
  }

  private static Trial trial(String method, String option) {
    ImmutableSortedMap<String, String> options =
        option.isEmpty()
            ? ImmutableSortedMap.of()
            : ImmutableSortedMap.of("importance", option.replace("importance=", ""));
    return trial(method, options, 0.5);
  }

  private static Trial trial(
      String method, ImmutableSortedMap<String, String> options, double rate) {
    return trial(method, options, rate, 1);
  }

  private static Trial trial(
      String method, ImmutableSortedMap<String, String> options, double rate, int epochs) {
    return new Trial(
        BACKBONE,
        Pretrained.get(BACKBONE, NoData.FOLDER).sha256(),
        "digits",
        NoData.TASKS.sha256("digits"),
        Split.SEARCH,
        method,
        options,
        new Recipe(OptimizerKind.SGD, rate, 0.0001, epochs, 0, 64, Warmup.FROM_ZERO),
        1,
        Execution.DEFAULT);
  }
}
