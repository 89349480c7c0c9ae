package org.e2vpt.harness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFolderImagesTest {

  @TempDir private Path folder;

  @Test
  void readsRedGreenBlueOfEveryPixelRowByRow() throws IOException {
    ImageFiles.write(folder.resolve("cat/1.png"), 2, pixel -> 0x80ff00 + pixel);

    assertThat(ClassFolderImages.read(folder, 2).images().pixels())
        .containsExactly(0x80, 0xff, 0, 0x80, 0xff, 1, 0x80, 0xff, 2, 0x80, 0xff, 3);
  }

  @Test
  void countsClassesAndFilesInTheOrderOfTheirNames() throws IOException {
    ImageFiles.write(folder.resolve("dog/1.png"), 1, pixel -> 3);
    ImageFiles.write(folder.resolve("cat/b.png"), 1, pixel -> 2);
    ImageFiles.write(folder.resolve("cat/a.png"), 1, pixel -> 1);

    ClassFolderImages read = ClassFolderImages.read(folder, 1);

    assertThat(read.classes()).containsExactly("cat", "dog");
    assertThat(read.images().labels()).containsExactly(0, 0, 1);
    assertThat(read.images().pixels()).containsExactly(0, 0, 1, 0, 0, 2, 0, 0, 3);
  }

  @Test
  void namesAFolderThatIsNotThere() {
    Path missing = folder.resolve("train");

    assertThatIOException()
        .isThrownBy(() -> ClassFolderImages.read(missing, 1))
        .withMessage(
            "there is no folder %s; expected image files in train/<class>/ and test/<class>/",
            missing);
  }

  @Test
  void namesAFileAmongTheClasses() throws IOException {
    Path file = Files.writeString(folder.resolve("labels.txt"), "cat");

    assertThatIOException()
        .isThrownBy(() -> ClassFolderImages.read(folder, 1))
        .withMessage(
            "there is no folder %s; expected image files in train/<class>/ and test/<class>/",
            file);
  }

  @Test
  void namesAClassWithoutImages() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("cat"));

    assertThatIOException()
        .isThrownBy(() -> ClassFolderImages.read(folder, 1))
        .withMessage("there is no image in %s", empty);
  }

  @Test
  void namesAFileThatIsNoImage() throws IOException {
    Path file = Files.createDirectory(folder.resolve("cat")).resolve("1.png");
    Files.writeString(file, "no image");

    assertThatIOException()
        .isThrownBy(() -> ClassFolderImages.read(folder, 1))
        .withMessage(
            "the image %s cannot be decoded (it is not a JPEG, PNG, BMP or GIF file); replace it",
            file);
  }

  @Test
  void namesAnImageOfAnotherSize() {
    ImageFiles.write(folder.resolve("cat/1.png"), 3, pixel -> 0);

    assertThatIOException()
        .isThrownBy(() -> ClassFolderImages.read(folder, 2))
        .withMessage("%s has 3x3 pixels, expected 2x2", folder.resolve("cat/1.png"));
  }
}
