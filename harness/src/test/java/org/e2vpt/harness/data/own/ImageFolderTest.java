package org.e2vpt.harness.data.own;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.TaskData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFolderTest {

  private static final byte[] PHOTO = Photos.file("png", 4, 4, 1);

  @TempDir private Path folder;

  @Test
  void readsPartsThatAreFolders() throws IOException {
    writeParts();
    write("train/dog/.hidden.jpg", "train/dog/notes.txt", "train/dog/deep/er.jpg");

    TaskData data = ImageFolder.read(folder);

    assertThat(data.classes()).isEqualTo(2);
    assertThat(data.train().examples())
        .containsExactly(
            new Example("train/cat/a.PNG", 0),
            new Example("train/cat/b.jpeg", 0),
            new Example("train/dog/1.jpg", 1));
    assertThat(data.val().keys()).containsExactly("val/cat/c.jpg", "val/dog/c.jpg");
    assertThat(data.test().keys()).containsExactly("test/cat/d.jpg", "test/dog/d.jpg");
    assertThat(data.origin()).hasToString("split: user-provided (the folder " + folder + ")");
    assertThat(data.origin().warnings())
        .containsExactly(
            "Files of %s that were left out: 2, 'train/dog/deep/er.jpg' the first. An image is a JPEG, PNG, BMP or GIF file directly in the folder of its class."
                .formatted(folder));
    assertThat(data.task()).isEqualTo("folder:" + folder);
    List<Integer> heights = new ArrayList<>();
    data.read(data.parts(), (part, position, image) -> heights.add(image.decode().height()));
    assertThat(heights).hasSize(7).containsOnly(4);
  }

  @Test
  void readsPartsOutOfASplitFile() throws IOException {
    writeClasses();
    split(
        "image,part",
        "a/1.jpg,train",
        "b/1.jpg,train",
        "b/2.jpg,val",
        "a/2.jpg,val",
        "a/3.jpg,test",
        "b/3.jpg,test");

    TaskData data = ImageFolder.read(folder);

    assertThat(data.train().examples())
        .containsExactly(new Example("a/1.jpg", 0), new Example("b/1.jpg", 1));
    assertThat(data.val().keys()).containsExactly("a/2.jpg", "b/2.jpg");
    assertThat(data.test().keys()).containsExactly("a/3.jpg", "b/3.jpg");
    assertThat(data.origin().warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/9.jpg,train | split.csv:3: expected an image that is there, once, and one of train, val, test, got 'a/9.jpg' and 'train'",
        "a/1.jpg,val | split.csv:3: expected an image that is there, once, and one of train, val, test, got 'a/1.jpg' and 'val'",
        "b/1.jpg,dev | split.csv:3: expected an image that is there, once, and one of train, val, test, got 'b/1.jpg' and 'dev'",
        "b/1.jpg | split.csv:3: expected the columns 'image,part', got [b/1.jpg]",
        "b/1.jpg,val | split.csv does not say to which part 'a/2.jpg' belongs (and 3 more)",
      })
  void namesTheLineOfASplitFileThatCannotBeMeant(String line, String message) throws IOException {
    writeClasses();
    split("image,part", "a/1.jpg,train", line);

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder))
        .withMessage(folder + "/" + message);
  }

  @Test
  void takesASplitFileAsSpreadsheetsWriteIt() throws IOException {
    writeClasses();
    split(
        "\ufeffimage,part\r\na/1.jpg,train\r\nb/1.jpg,train\r\na/2.jpg,val\r\nb/2.jpg,val\r",
        "a/3.jpg,test\r\nb/3.jpg,test\r");

    assertThat(ImageFolder.read(folder).test().keys()).containsExactly("a/3.jpg", "b/3.jpg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a/1.jpg,train | :1: expected the head 'image,part', got [a/1.jpg, train]",
        "image,part%n\"a/1.jpg,train | ~ is no CSV file: ~",
        "image,part%n\u00e9/1.jpg,train | ~ is not in UTF-8: save it in that form~",
      })
  void saysThatASplitFileIsOfAnotherForm(String text, String message) throws IOException {
    writeClasses();
    Files.writeString(folder.resolve("split.csv"), text.formatted(), ISO_8859_1);

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder))
        .withMessageStartingWith(folder.resolve("split.csv") + message);
  }

  @Test
  void needsEveryClassInEveryPart() throws IOException {
    writeParts();
    Files.delete(folder.resolve("val/dog/c.jpg"));

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder))
        .withMessage(
            "%s: the part 'val' has images of 1 of the 2 classes; each needs some", folder);
  }

  @Test
  void needsTwoClasses() {
    write("train/cat/a.jpg", "val/cat/a.jpg", "test/cat/a.jpg");

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder))
        .withMessage(
            "%s has 1 classes, expected 2 or more, each a folder of JPEG, PNG, BMP or GIF files",
            folder);
  }

  @Test
  void namesPartsThatAreMissing() throws IOException {
    writeParts();
    MoreFiles.deleteRecursively(folder.resolve("test"));

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder))
        .withMessage("%s has neither the folders train, val, test nor a split.csv", folder);
  }

  @Test
  void namesAFolderThatIsNotThere() {
    Path missing = folder.resolve("missing");

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(missing))
        .withMessage(
            "there is no folder %s; expected image files in train/<class>/, val/<class>/,"
                + " test/<class>/, or in <class>/ beside a split.csv",
            missing);
  }

  @Test
  void namesAnImageThatIsCorrupt() throws IOException {
    writeParts();
    Packing.file(folder.resolve("val/cat/c.jpg"), new byte[9]);
    TaskData data = ImageFolder.read(folder);

    assertThatIOException()
        .isThrownBy(() -> data.read(List.of(data.val()), (part, i, image) -> image.decode()))
        .withMessageStartingWith("the image %s!val/cat/c.jpg cannot be decoded (", folder);
  }

  private void writeParts() {
    write(
        "train/dog/1.jpg",
        "train/cat/b.jpeg",
        "train/cat/a.PNG",
        "val/dog/c.jpg",
        "val/cat/c.jpg",
        "test/dog/d.jpg",
        "test/cat/d.jpg");
  }

  private void writeClasses() {
    write("b/3.jpg", "a/1.jpg", "a/2.jpg", "a/3.jpg", "b/1.jpg", "b/2.jpg");
  }

  private void split(String... lines) throws IOException {
    Files.write(folder.resolve("split.csv"), List.of(lines));
  }

  private void write(String... files) {
    for (String file : files) {
      Packing.file(folder.resolve(file), PHOTO);
    }
  }
}
