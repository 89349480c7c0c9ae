package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.checkpoint.FullSizeFiles;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.MiniatureData;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.data.Task;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Checkpoint;
import org.e2vpt.harness.training.DivergedException;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trials on tasks that are read from files, as a worker runs them. */
class ExperimentOnFilesTest {

  private static final Map<String, ImmutableSortedMap<String, String>> OPTIONS =
      Map.of(
          "full", ImmutableSortedMap.of("dropout", "0"),
          "sidetune", ImmutableSortedMap.of("side-channels", "4-6-8-6-6"));
  private static final EpochListener UNHEARD = (epoch, rate, loss, speed) -> {};

  @TempDir private static Path data;
  @TempDir private Path directory;
  private DataFolder folder = NoData.FOLDER;

  @BeforeEach
  void chooseMiniatures() throws IOException {
    if (!Files.exists(data.resolve("dtd"))) {
      MiniatureData.write(data);
      FullSizeFiles.alexNet(data.resolve("weights/alexnet-owt-7be5be79.pth"), 4, 6, 8, 6, 6);
    }
    List<String> lock = MiniatureData.lock(data, "http://localhost");
    folder = new DataFolder(data, DatasetsLock.parse("miniature.lock", lock));
  }

  private Experiment experiment() {
    return new Experiment(new WorkerSettings("cpu", 1, folder, Checkpoint.INTERVAL));
  }

  @ParameterizedTest
  @CsvSource({"dtd, linear, FINAL", "fgvc_flowers, linear, FINAL", "oxford_iiit_pet, full, SEARCH"})
  void trainsAndMeasuresTheSameAgain(String task, String method, Split split) throws IOException {
    Trial trial = trial(task, method, split, new Tasks(folder).sha256(task));

    Measured first = experiment().run(trial, directory, UNHEARD);
    Measured second = experiment().run(trial, directory, UNHEARD);

    assertThat(first.loss()).isFinite().isEqualTo(second.loss());
    assertThat(first.accuracy()).isBetween(0.0, 100.0).isEqualTo(second.accuracy());
  }

  /** As in a search of FGVC, where one alone is trained as any trial is, and can be continued. */
  @ParameterizedTest
  @ValueSource(strings = {"linear", "sidetune"})
  void givesATrialOnCropsTheSameNumbersAloneAndAmongCompanions(String method) throws IOException {
    String sha256 = new Tasks(folder).sha256("fgvc_flowers");
    List<Trial> grid =
        Stream.of(0.1, 1.0, 1e38)
            .map(rate -> trial("fgvc_flowers", method, Split.SEARCH, sha256, rate, 2))
            .toList();
    Experiment experiment = experiment();
    experiment.announce(grid);

    List<List<Double>> among = new ArrayList<>();
    List<List<Double>> alone = new ArrayList<>();
    for (Trial trial : grid) {
      among.add(numbers(experiment, trial));
      alone.add(numbers(experiment(), trial));
      experiment.announce(List.of());
    }

    assertThat(among).isEqualTo(alone).doesNotHaveDuplicates();
    assertThat(among.get(2)).last().isEqualTo(Double.NaN); // it diverged
  }

  /** At this rate no epoch is much better than chance, so that the last one is hardly the best. */
  @Test
  void measuresASearchThatChoosesByTheBestEpochByThat() throws IOException {
    Trial last = onDigits(trial("dtd", "partial-1", Split.SEARCH, "aa11", 8, 4));
    List<Double> accuracies = new ArrayList<>();
    EpochListener heard =
        new EpochListener() {
          @Override
          public void epoch(int epoch, double rate, double loss, double speed) {}

          @Override
          public void validated(int epoch, double accuracy) {
            accuracies.add(accuracy);
          }
        };
    accuracies.add(experiment().run(last, directory, heard).accuracy());

    double best = experiment().run(choosingTheBestEpoch(last), directory, UNHEARD).accuracy();

    assertThat(accuracies).hasSize(4);
    assertThat(best).isEqualTo(Collections.max(accuracies));
  }

  private static Trial choosingTheBestEpoch(Trial trial) {
    return Trial.parse(trial.canonical().replace(";data=", ";chosen_epoch=best;data="));
  }

  /** The losses of all epochs, and the accuracy, which is not a number if there is none. */
  private List<Double> numbers(Experiment experiment, Trial trial) throws IOException {
    List<Double> numbers = new ArrayList<>();
    try {
      Measured measured =
          experiment.run(trial, directory, (epoch, rate, loss, speed) -> numbers.add(loss));
      numbers.add(measured.accuracy());
    } catch (DivergedException e) {
      numbers.add(Double.NaN);
    }
    return numbers;
  }

  @Test
  void aFolderThatWasMovedAndRenamedKeepsItsTrials() throws IOException {
    Path images = directory.resolve("mine");
    for (String part : new String[] {"train", "val", "test"}) {
      for (String name : new String[] {"cat", "dog"}) {
        byte[] photo = Photos.file("jpg", 40, 50, name.hashCode());
        Packing.file(images.resolve(part).resolve(name).resolve("1.jpg"), photo);
      }
    }
    Trial before = onFolder(images);
    Path moved = Files.createDirectories(directory.resolve("else where")).resolve("owls.2");
    Files.move(images, moved);
    Trial after = onFolder(moved);

    assertThat(after.id()).isEqualTo(before.id());
    assertThat(Tasks.properties()).containsEntry("e2vpt." + after.task(), "folder:" + moved);
    assertThat(experiment().run(before, directory, UNHEARD).accuracy())
        .isEqualTo(100); // two photos, seen in training
    assertThat(directory.resolve("predictions/%s.csv".formatted(before.id())))
        .content()
        .matches(
            """
            image,class,predicted,probability
            test/cat/1.jpg,cat,cat,[01][.]\\d{4}
            test/dog/1.jpg,dog,dog,[01][.]\\d{4}
            """);
  }

  private Trial onFolder(Path images) {
    Task task = new Tasks(folder).get("folder:" + images);
    return trial(task.id(), "linear", Split.FINAL, task.sha256().get());
  }

  /** Nobody tells the worker which: the hash of the trial's images does. */
  @Test
  void trainsOnThePixelsThatTheTrialWasPlannedFor() throws IOException {
    Tasks pillows = new Tasks(folder, Optional.of(Decoder.PILLOW));
    Trial trial = trial("dtd", "linear", Split.FINAL, pillows.sha256("dtd"));
    Trial original = trial("dtd", "linear", Split.FINAL, new Tasks(folder).sha256("dtd"));

    Measured measured = experiment().run(trial, directory, UNHEARD);

    assertThat(measured.loss())
        .isFinite()
        .isNotEqualTo(experiment().run(original, directory, UNHEARD).loss());
  }

  @Test
  void startsASideNetworkFromTheFileOfTheLock() throws IOException {
    Trial scratch = sidetune("scratch");
    Trial alexNet = sidetune("alexnet");

    Measured measured = experiment().run(alexNet, directory, UNHEARD);

    assertThat(measured.loss())
        .isFinite()
        .isEqualTo(experiment().run(alexNet, directory, UNHEARD).loss())
        .isNotEqualTo(experiment().run(scratch, directory, UNHEARD).loss());
  }

  private Trial sidetune(String start) {
    Trial linear = trial("dtd", "linear", Split.FINAL, new Tasks(folder).sha256("dtd"));
    return new Trial(
        linear.backbone(),
        linear.weights(),
        linear.task(),
        linear.data(),
        linear.split(),
        "sidetune",
        ImmutableSortedMap.of("side-channels", "4-6-8-6-6", "side-start", start),
        new Recipe(OptimizerKind.SGD, 0.1, 0, 2, 0, 8, Warmup.FROM_FIRST_STEP),
        1,
        Execution.DEFAULT);
  }

  @Test
  void saysHowToGetTheFileThatASideNetworkStartsFrom() throws IOException {
    DataFolder without = new DataFolder(directory.resolve("empty"), folder.lock());

    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                new Experiment(new WorkerSettings("cpu", 1, without, Checkpoint.INTERVAL))
                    .run(onDigits(sidetune("alexnet")), directory, UNHEARD))
        .withMessage(
            "%s is missing: 'e2vpt data fetch weights/alexnet-owt-7be5be79.pth' gets it, or says how"
                + " to",
            without.root().resolve("weights/alexnet-owt-7be5be79.pth"));
  }

  private static Trial onDigits(Trial trial) {
    return new Trial(
        trial.backbone(),
        trial.weights(),
        "digits",
        NoData.TASKS.sha256("digits"),
        trial.split(),
        trial.method(),
        trial.options(),
        trial.recipe(),
        trial.seed(),
        trial.execution());
  }

  @Test
  void refusesATrialThatWasPlannedForOtherFiles() {
    Trial trial = trial("dtd", "linear", Split.FINAL, "aa11");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> experiment().run(trial, directory, UNHEARD))
        .withMessage(
            "task dtd has sha256 %s, but the trial was planned for aa11; plan it again with this"
                + " program",
            new Tasks(folder).sha256("dtd"));
  }

  private static Trial trial(String task, String method, Split split, String sha256) {
    return trial(task, method, split, sha256, method.equals("full") ? 0.1 : 10, 20);
  }

  private static Trial trial(
      String task, String method, Split split, String sha256, double rate, int epochs) {
    return new Trial(
        "mini-vit.cifar10",
        Pretrained.get("mini-vit.cifar10", NoData.FOLDER).sha256(),
        task,
        sha256,
        split,
        method,
        OPTIONS.getOrDefault(method, ImmutableSortedMap.of()),
        new Recipe(OptimizerKind.SGD, rate, 0, epochs, 0, 8, Warmup.FROM_FIRST_STEP),
        1,
        Execution.DEFAULT);
  }
}
