package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Checkpoint;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.tuned.LoadedBackbone;
import org.e2vpt.harness.tuned.TrialImages;
import org.e2vpt.harness.tuned.TunedModel;
import org.e2vpt.harness.tuned.TunedWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which trials leave tuned weights, and that these are what was measured. */
class KeptTrialsTest {

  private static final Pretrained MINI = Pretrained.get("mini-vit.cifar10", NoData.FOLDER);
  private static final EpochListener SILENT = (epoch, rate, loss, speed) -> {};

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"linear, ''", "mlp-3, ''", "vpt-deep, visual", "e2vpt, visual"})
  void theKeptModelHasExactlyTheAccuracyOfItsTrial(String method, String option)
      throws IOException {
    Trial trial = trial(method, options(option), Split.FINAL);

    Measured measured = experiment(false).run(trial, directory, SILENT);

    TunedWeights kept = TunedWeights.read(TunedWeights.file(directory, trial));
    assertThat(kept.info().run().orElseThrow().trial()).isEqualTo(trial.id());
    assertThat(kept.info().run().orElseThrow().accuracy()).isEqualTo(measured.accuracy());
    assertThat(kept.info().classes())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    try (LoadedBackbone backbone = LoadedBackbone.of(MINI);
        TunedModel model = backbone.with(kept)) {
      assertThat(model.accuracy(TrialImages.of(kept.info(), NoData.FOLDER)))
          .isEqualTo(measured.accuracy())
          .isGreaterThan(15);
    }
  }

  /** Those that are answered from memory have files, too, with the bytes that they have alone. */
  @Test
  void headsThatAreTrainedTogetherAreKeptApart() throws IOException {
    Trial one = trial("linear", Map.of(), Split.FINAL);
    Trial other = one.withSeed(2);
    experiment(false).run(other, directory, SILENT);
    byte[] alone = Files.readAllBytes(TunedWeights.file(directory, other));
    Files.delete(TunedWeights.file(directory, other));
    Experiment experiment = experiment(false);
    experiment.announce(List.of(other));

    experiment.run(one, directory, SILENT);
    experiment.announce(List.of());
    experiment.run(other, directory, SILENT);

    assertThat(TunedWeights.file(directory, other)).hasBinaryContent(alone);
    assertThat(Files.readAllBytes(TunedWeights.file(directory, one))).isNotEqualTo(alone);
  }

  @Test
  void onlyWholeFinalRunsAreKept() throws IOException {
    Experiment experiment = experiment(true);
    experiment.run(trial("bias", Map.of(), Split.SEARCH), directory, SILENT);
    experiment.run(trial("bias", Map.of(), Split.FINAL).until(1), directory, SILENT);

    assertThat(directory.resolve("tuned")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"partial-1, false, true", "full, false, false", "full, true, true"})
  void fullIsKeptForWhoAsksForIt(String method, boolean asked, boolean kept) throws IOException {
    Trial trial = trial(method, Map.of(), Split.FINAL);

    experiment(asked).run(trial, directory, SILENT);

    assertThat(Files.exists(TunedWeights.file(directory, trial))).isEqualTo(kept);
  }

  private Experiment experiment(boolean keepsFull) {
    DataFolder data = new DataFolder(directory.resolve("data"));
    return new Experiment(new WorkerSettings("cpu", "", 1, data, Checkpoint.INTERVAL, keepsFull));
  }

  private static Map<String, String> options(String visual) {
    return visual.isEmpty() ? Map.of() : Map.of(visual, "4");
  }

  private static Trial trial(String method, Map<String, String> options, Split split) {
    return new Trial(
        MINI.id(),
        MINI.sha256(),
        "digits",
        NoData.TASKS.sha256("digits"),
        split,
        method,
        ImmutableSortedMap.copyOf(options),
        new Recipe(OptimizerKind.SGD, 1, 0.0001, 3, 0, 64, Warmup.FROM_FIRST_STEP),
        1,
        Execution.DEFAULT);
  }
}
