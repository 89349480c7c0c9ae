package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.MiniatureData;
import org.e2vpt.harness.data.Task;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trials on tasks that are read from files, as a worker runs them. */
class ExperimentOnFilesTest {

  private static final EpochListener UNHEARD = (epoch, rate, loss, speed) -> {};

  @TempDir private static Path data;
  @TempDir private Path directory;

  @BeforeEach
  void chooseMiniatures() throws IOException {
    Path lock = directory.resolve("miniature.lock");
    if (!Files.exists(data.resolve("dtd"))) {
      MiniatureData.write(data);
    }
    Files.write(lock, MiniatureData.lock(data, "http://localhost"));
    System.setProperty("data.root", data.toString());
    System.setProperty("lock", lock.toString());
  }

  @AfterEach
  void chooseNothing() {
    System.clearProperty("data.root");
    System.clearProperty("lock");
  }

  @ParameterizedTest
  @CsvSource({"dtd, linear, FINAL", "fgvc_flowers, linear, FINAL", "oxford_iiit_pet, full, SEARCH"})
  void trainsAndMeasuresTheSameAgain(String task, String method, Split split) throws IOException {
    Trial trial = trial(task, method, split, Tasks.sha256(task));

    Measured first = new Experiment().run(trial, directory, UNHEARD);
    Measured second = new Experiment().run(trial, directory, UNHEARD);

    assertThat(first.loss()).isFinite().isEqualTo(second.loss());
    assertThat(first.accuracy()).isBetween(0.0, 100.0).isEqualTo(second.accuracy());
  }

  @Test
  void aFolderThatWasMovedAndRenamedKeepsItsTrials() throws IOException {
    Path folder = directory.resolve("mine");
    for (String part : new String[] {"train", "val", "test"}) {
      for (String name : new String[] {"cat", "dog"}) {
        byte[] photo = Photos.file("jpg", 40, 50, name.hashCode());
        Packing.file(folder.resolve(part).resolve(name).resolve("1.jpg"), photo);
      }
    }
    Trial before = onFolder(folder);
    Path moved = Files.createDirectories(directory.resolve("else where")).resolve("owls.2");
    Files.move(folder, moved);
    Trial after = onFolder(moved);

    assertThat(after.id()).isEqualTo(before.id());
    assertThat(WorkerLaunch.chosen()).containsEntry("e2vpt." + after.task(), moved.toString());
    assertThat(new Experiment().run(before, directory, UNHEARD).accuracy())
        .isEqualTo(100); // two photos, seen in training
  }

  private static Trial onFolder(Path folder) {
    Task task = Tasks.get("folder:" + folder);
    return trial(task.id(), "linear", Split.FINAL, task.sha256().get());
  }

  @Test
  void refusesATrialThatWasPlannedForOtherFiles() {
    Trial trial = trial("dtd", "linear", Split.FINAL, "aa11");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Experiment().run(trial, directory, UNHEARD))
        .withMessage(
            "task dtd has sha256 %s, but the trial was planned for aa11; plan it again with this"
                + " program",
            Tasks.sha256("dtd"));
  }

  private static Trial trial(String task, String method, Split split, String sha256) {
    return new Trial(
        "mini-vit.cifar10",
        Pretrained.get("mini-vit.cifar10").sha256(),
        task,
        sha256,
        split,
        method,
        method.equals("full") ? ImmutableSortedMap.of("dropout", "0") : ImmutableSortedMap.of(),
        new Recipe(
            OptimizerKind.SGD,
            method.equals("full") ? 0.1 : 10,
            0,
            20,
            0,
            8,
            Warmup.FROM_FIRST_STEP),
        1);
  }
}
