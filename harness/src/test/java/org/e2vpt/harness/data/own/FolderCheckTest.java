package org.e2vpt.harness.data.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.e2vpt.harness.data.own.ImageFolder.Orientation.APPLIED;
import static org.e2vpt.harness.data.own.ImageFolder.Orientation.AS_STORED;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Photos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCheckTest {

  @TempDir private Path folder;

  private void photo(String key, int seed) {
    Packing.file(folder.resolve(key), Photos.file("png", 20, 16, seed));
  }

  private void writeParts() {
    int seed = 0;
    for (String part : List.of("train", "val", "test")) {
      for (String name : List.of("cat", "dog")) {
        photo("%s/%s/1.png".formatted(part, name), seed++);
      }
    }
  }

  @Test
  void findsNothingOddInAGoodFolder() throws IOException {
    writeParts();

    FolderCheck check = FolderCheck.of(folder, APPLIED, 16);

    assertThat(check.isRefused()).isFalse();
    assertThat(check.lines())
        .containsExactly(
            folder + ": 6 images of 2 classes (.png 6)",
            "sizes: from 16×20 to 16×20 pixels, 16×20 in the middle",
            "test: 2 images of 2 classes, from 1 to 1 a class",
            "train: 2 images of 2 classes, from 1 to 1 a class",
            "val: 2 images of 2 classes, from 1 to 1 a class");
  }

  @Test
  void countsWhatIsOddByReason() throws IOException {
    writeParts();
    for (int i = 2; i < 30; i++) {
      photo("train/dog/%s.png".formatted(i), 100 + i);
    }
    photo("test/cat/leak.png", 0); // train/cat/1.png
    photo("val/dog/wrong.png", 2); // val/cat/1.png
    photo("train/dog/again.png", 1); // train/dog/1.png
    Packing.file(folder.resolve("train/cat/Thumbs.db"), new byte[3]);
    Packing.file(
        folder.resolve("val/cat/turned.jpg"),
        Resources.toByteArray(Resources.getResource("images/pillow-rgb-turned.jpg")));

    FolderCheck check = FolderCheck.of(folder, APPLIED, 18);

    assertThat(check.isRefused()).isFalse();
    assertThat(check.findings().stream().map(FolderCheck.Finding::toString))
        .containsExactly(
            "1 file left out (not .jpg, .jpeg, .png, .bmp or .gif): left-out files are not used. The first is 'train/cat/Thumbs.db'",
            "38 images smaller than a patch of 18×18 pixels: enlarging adds no detail; find a larger one for each, or remove it. The first is 'test/cat/1.png' of 16×20",
            "1 image to be turned or mirrored by its EXIF orientation: this is done; --as-stored leaves images as they are stored. The first is 'val/cat/turned.jpg'",
            "1 group of equal files in different parts (leakage): test images were trained on; keep each in one part only. The first is 'test/cat/leak.png' = 'train/cat/1.png'",
            "1 group of equal files in different classes: at most one of the classes can be right. The first is 'val/cat/1.png' = 'val/dog/wrong.png'",
            "1 group of equal files in one class of a part: each counts as often as it occurs. The first is 'train/dog/1.png' = 'train/dog/again.png'");
    assertThat(FolderCheck.of(folder, AS_STORED, 16).findings().get(1))
        .hasToString(
            "1 image to be turned or mirrored by its EXIF orientation: this is not done, as --as-stored says. The first is 'val/cat/turned.jpg'");
  }

  @Test
  void refusesWhatCannotBeTrainedOn() throws IOException {
    writeParts();
    photo("test/emu/1.png", 50);
    Packing.file(folder.resolve("val/cat/broken.png"), new byte[9]);

    FolderCheck check = FolderCheck.of(folder, APPLIED, 16);

    assertThat(check.isRefused()).isTrue();
    assertThat(check.lines())
        .contains(
            "1 image that cannot be decoded: convert, replace or remove each. The first is 'val/cat/broken.png': the image %s/val/cat/broken.png cannot be decoded (it is not a JPEG, PNG, BMP or GIF file); convert, replace or remove such files, then run the command again"
                .formatted(folder),
            "1 class of one image: add images to each, or remove it. The first is 'emu'",
            "1 class that only test has: put images of each into train and val, or remove it. The first is 'emu'",
            "refused: %s: each class needs images in train, val, test, but\n  train has no image of 'emu'\n  val has no image of 'emu'"
                .formatted(folder));
  }

  @Test
  void saysHowAFolderOfClassesIsDividedAndWhichClassesAreSmall() throws IOException {
    for (int i = 0; i < 31; i++) {
      photo("a/%s.png".formatted(i), i);
    }
    for (int i = 0; i < 3; i++) {
      photo("b/%s.png".formatted(i), 40 + i);
    }

    assertThat(FolderCheck.of(folder, APPLIED, 16).lines())
        .contains(
            folder.getFileName()
                + ": a seeded stratified split (seed 1) took a fifth of each class as val and another as test.",
            "1 class with less than a 10th of the images of the largest: accuracy over all images says little about small classes; look at it by class. The first is 'b' with 3");
  }

  @Test
  void needsAFolder() {
    assertThatIOException()
        .isThrownBy(() -> FolderCheck.of(folder.resolve("none"), APPLIED, 16))
        .withMessageStartingWith("there is no folder " + folder.resolve("none"));
  }
}
