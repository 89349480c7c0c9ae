package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.e2vpt.harness.data.InputPixels.Fit;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import org.e2vpt.harness.data.own.UserImages;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of a user's become what a trial on the same folder trains on and measures. */
class InputPixelsTest {

  private static final int SIDE = 32;

  @TempDir private Path folder;
  private Path images = Path.of("");

  @BeforeEach
  void writePhotos() {
    images = folder.resolve("a folder's #1");
    for (String part : List.of("train", "val", "test")) {
      photo(part + "/dog/b.jpg", 40, 70);
      photo(part + "/dog/a.png", 50, 33);
      photo(part + "/cat/c.jpg", 90, 60);
    }
    photo(".hidden/cat/d.jpg", 40, 40);
  }

  private void photo(String name, int height, int width) {
    byte[] file = Photos.file(name.substring(name.length() - 3), height, width, name.hashCode());
    Packing.file(images.resolve(name), file);
  }

  @Test
  void aUsersFilesAreTheImagesOfATrialOnTheirFolder() throws IOException {
    Tasks tasks = new Tasks(new DataFolder(folder.resolve("data")));
    String task = "folder:" + images;
    Splits splits = tasks.splits(task, SIDE);
    List<String> classes = tasks.get(task).classNames().get();
    InputPixels pixels = tasks.pixels(task, SIDE);
    UserImages test = UserImages.labelled(images);
    UserImages train = UserImages.labelled(images.resolve("train"));

    assertThat(pixels).isEqualTo(InputPixels.cropped(SIDE));
    assertThat(classes).containsExactly("cat", "dog").isEqualTo(test.classNames());
    requireSame(pixels.toMeasure(test, classes), splits.test());
    requireSame(
        pixels.toTrainOn(train, classes).toTrainOn(new SplittableRandom(1)),
        splits.train().toTrainOn(new SplittableRandom(1)));
    for (int i = 0; i < 3; i++) {
      assertThat(pixels.read(test.files().get(i), 8).pixels()).isEqualTo(pixels(splits.test(), i));
    }
  }

  /** A photo of 30 times 20 pixels, to be turned by 90 degrees. */
  @ParameterizedTest
  @EnumSource(Orientation.class)
  void aUsersPhotoIsTurnedIfThoseOfItsTrialWere(Orientation orientation) throws IOException {
    byte[] turned = Resources.toByteArray(Resources.getResource("images/pillow-rgb-turned.jpg"));
    Packing.file(images.resolve("test/cat/c.jpg"), turned);
    Tasks tasks = new Tasks(new DataFolder(folder.resolve("data")));
    String task = FolderIds.byPath(images, orientation);
    Splits splits = tasks.splits(task, SIDE);
    InputPixels pixels = tasks.pixels(task, SIDE);
    UserImages test = UserImages.labelled(images);

    assertThat(pixels.orientation()).isEqualTo(orientation);
    requireSame(pixels.toMeasure(test, test.classNames()), splits.test());
    assertThat(pixels.read(test.files().get(0), 8).pixels()).isEqualTo(pixels(splits.test(), 0));
    assertThat(pixels.read(test.files().get(0), 8).pixels())
        .isNotEqualTo(other(pixels).read(test.files().get(0), 8).pixels());
  }

  private static InputPixels other(InputPixels pixels) {
    Orientation other =
        pixels.orientation() == Orientation.APPLIED ? Orientation.AS_STORED : Orientation.APPLIED;
    return new InputPixels(pixels.fit(), pixels.decoder(), other, pixels.side());
  }

  private static void requireSame(LabelledImages ours, LabelledImages theirs) {
    assertThat(ours.size()).isEqualTo(theirs.size()).isEqualTo(3);
    for (int i = 0; i < ours.size(); i++) {
      assertThat(ours.label(i)).isEqualTo(theirs.label(i));
      assertThat(pixels(ours, i)).isEqualTo(pixels(theirs, i));
    }
  }

  private static byte[] pixels(LabelledImages images, int index) {
    int bytes = images.imageSize(index).height() * images.imageSize(index).width() * 3;
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    images.copyTo(index, buffer);
    return buffer.array();
  }

  @Test
  void aTaskThatIsSqueezedKeepsWholeImages() throws IOException {
    InputPixels squeezed = InputPixels.squeezed(SIDE);
    assertThat(NoData.TASKS.pixels("digits", SIDE)).isEqualTo(squeezed);
    assertThat(NoData.TASKS.pixels("dtd", SIDE).fit()).isEqualTo(Fit.SQUEEZE);
    assertThat(NoData.TASKS.pixels("fgvc_cub", SIDE).fit()).isEqualTo(Fit.CROP);

    assertThat(squeezed.read(images.resolve("test/dog/a.png"), 8).height()).isEqualTo(50);
  }

  /** Listed by what they are, not by how their path is written. */
  @Test
  void findsImagesAtAnyDepthAndNothingElse() throws IOException {
    Files.writeString(images.resolve("notes.txt"), "no image");
    Path file = images.resolve("test/cat/c.jpg");

    UserImages found = UserImages.unlabelled(List.of(file, images));

    assertThat(found.files())
        .hasSize(10)
        .startsWith(file)
        .contains(images.resolve("val/dog/b.jpg"));
    assertThat(found.classes()).isEmpty();
  }

  @Test
  void takesTheTestPartOfASplitFile() throws IOException {
    Path split = folder.resolve("split");
    StringBuilder lines = new StringBuilder("image,part\n");
    for (String name : List.of("cat", "dog")) {
      for (String part : List.of("train", "val", "test")) {
        Packing.file(
            split.resolve(name).resolve(part + ".png"),
            Photos.file("png", 40, 40, part.hashCode()));
        lines.append("%s/%s.png,%s\n".formatted(name, part, part));
      }
    }
    Files.writeString(split.resolve("split.csv"), lines);

    UserImages test = UserImages.labelled(split);

    assertThat(test.files())
        .containsExactly(split.resolve("cat/test.png"), split.resolve("dog/test.png"));
    assertThat(test.classes()).containsExactly("cat", "dog");
  }

  @Test
  void refusesWhatItCannotUse() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path none = folder.resolve("none");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> UserImages.labelled(empty))
        .withMessage(
            "no image found: expected files named .jpg, .jpeg, .png, .bmp or .gif in '%s/<class>/'",
            empty);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> UserImages.labelled(none))
        .withMessage("there is no folder '%s'", none);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> UserImages.unlabelled(List.of(none)))
        .withMessage("there is no file or folder '%s'", none);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserImages.labelled(images).labels(ImmutableList.of("cat", "owl")))
        .withMessage(
            "the images have the class 'dog', which the model does not know; it knows cat, owl");
  }
}
