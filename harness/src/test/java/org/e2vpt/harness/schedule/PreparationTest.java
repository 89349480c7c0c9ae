package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.schedule.Preparation.Work;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparationTest {

  @TempDir private Path directory;
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final CountDownLatch reached = new CountDownLatch(1);

  @Test
  void preparesEachTaskOnceInTheOrderOfItsTrials() {
    List<Trial> trials =
        List.of(
            Trials.ofTask("svhn", 1),
            Trials.ofTask("svhn", 2),
            Trials.ofTask("dtd", 1),
            Trials.ofTask("svhn", 3));

    assertThat(Preparation.works(trials, trial -> () -> {}))
        .extracting(Work::name)
        .containsExactly("svhn", "dtd");
  }

  @Test
  void aTaskThatCannotBePreparedIsSaidAndTheNextIsPrepared() {
    Work fails =
        new Work(
            "svhn",
            () -> {
              throw new IllegalStateException("train.mat is torn");
            });

    try (Preparation preparation = prepare(fails, new Work("dtd", reached::countDown))) {
      Uninterruptibles.awaitUninterruptibly(reached);
    }

    assertThat(warnings)
        .containsExactly(
            "the images of svhn could not be decoded ahead of its trials: train.mat is torn");
  }

  /** As the cache does when it is interrupted: it throws, and the mark stays. */
  @Test
  void stopsAmidATaskWithoutAWordAndBeginsNoOther() {
    CountDownLatch never = new CountDownLatch(1);
    Work interrupted =
        new Work(
            "svhn",
            () -> {
              reached.countDown();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while images were decoded", e);
              }
            });
    Work other = new Work("dtd", () -> warnings.add("begun"));

    try (Preparation preparation = prepare(interrupted, other)) {
      Uninterruptibles.awaitUninterruptibly(reached);
    }

    assertThat(warnings).isEmpty();
  }

  @Test
  void leavesTheFilesThatATrialReads() throws IOException {
    DataFolder data = new DataFolder(directory);
    Path folder = directory.resolve("mine");
    for (String part : new String[] {"train", "val", "test"}) {
      for (String name : new String[] {"cat", "dog"}) {
        byte[] photo = Photos.file("jpg", 40, 50, name.hashCode());
        Packing.file(folder.resolve(part).resolve(name).resolve("1.jpg"), photo);
      }
    }

    String task = new Tasks(data).get("folder:" + folder).id();
    Preparation.decode(Trials.of("mini-vit.cifar10", task, 1), data);

    try (Stream<Path> files = Files.walk(directory.resolve(".cache"))) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .contains("train-32.images", "val-32.images", "test-32.images")
          .noneMatch(name -> name.endsWith(".tmp"));
    }
  }

  @Test
  void aMiniTaskLeavesNoFile() {
    Preparation.decode(Trials.of("mini-vit.cifar10", "digits", 1), new DataFolder(directory));

    assertThat(directory).isEmptyDirectory();
  }

  private Preparation prepare(Work... works) {
    return new Preparation(List.of(works), warnings::add);
  }
}
