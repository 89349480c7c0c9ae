package org.e2vpt.harness.tuned;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.Task;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tuned.TunedInfo.FinalRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrialImagesTest {

  private static final int SIDE = 32;

  @TempDir private Path folder;

  /** One of its photos is to be turned, so that its two ids differ. */
  @ParameterizedTest
  @EnumSource(Orientation.class)
  void areThoseOfTheFolderThatTheTrialWasRunOnWhetherItsPhotosWereTurnedOrNot(
      Orientation orientation) throws IOException {
    Path images = folder.resolve("photos");
    for (String part : List.of("train", "val", "test")) {
      Packing.file(images.resolve(part).resolve("cat/a.jpg"), Photos.file("jpg", 40, 50, 1));
      Packing.file(images.resolve(part).resolve("dog/b.jpg"), Photos.file("jpg", 50, 40, 2));
    }
    Packing.file(
        images.resolve("test/cat/a.jpg"),
        Resources.toByteArray(Resources.getResource("images/pillow-rgb-turned.jpg")));
    DataFolder data = new DataFolder(folder.resolve("data"));
    Tasks tasks = new Tasks(data);
    Task task = tasks.get(FolderIds.byPath(images, orientation));

    Optional<LabelledImages> test = TrialImages.in(images, info(tasks, task), data);

    assertThat(test).map(LabelledImages::size).hasValue(2);
    assertThat(TrialImages.in(images.resolve("test"), info(tasks, task), data)).isEmpty();
  }

  private static TunedInfo info(Tasks tasks, Task task) {
    return new TunedInfo(
        "mini-vit.cifar10",
        "aa",
        "linear",
        ImmutableSortedMap.of(),
        ImmutableList.of("cat", "dog"),
        tasks.pixels(task.id(), SIDE),
        Execution.DEFAULT,
        "unknown",
        Optional.of(new FinalRun("t", "t", task.id(), task.sha256().get(), 50, 2)));
  }
}
