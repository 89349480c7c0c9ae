package org.e2vpt.harness.data.own;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.e2vpt.harness.data.own.ImageFolder.Orientation.APPLIED;
import static org.e2vpt.harness.data.own.ImageFolder.Orientation.AS_STORED;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.CharMatcher;
import com.google.common.io.MoreFiles;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.e2vpt.harness.LocaleDigits;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.image.RgbImage;
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

    TaskData data = ImageFolder.read(folder, APPLIED);

    assertThat(data.classes()).isEqualTo(2);
    assertThat(data.train().examples())
        .containsExactly(
            new Example("train/cat/a.PNG", 0),
            new Example("train/cat/b.jpeg", 0),
            new Example("train/dog/1.jpg", 1));
    assertThat(data.val().keys()).containsExactly("val/cat/c.jpg", "val/dog/c.jpg");
    assertThat(data.test().keys()).containsExactly("test/cat/d.jpg", "test/dog/d.jpg");
    assertThat(data.origin())
        .hasToString("split: user-provided (the folder " + folder.getFileName() + ")");
    assertThat(data.task()).isEqualTo("folder:" + folder);
    List<Integer> heights = new ArrayList<>();
    data.read(
        data.parts(),
        (part, position, image) -> heights.add(image.decode(Decoder.PILLOW).height()));
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

    TaskData data = ImageFolder.read(folder, APPLIED);

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
        "a/9.jpg,train | split.csv:3: expected an image that exists and is listed once, and one of train, val, test, got 'a/9.jpg' and 'train'",
        "a/1.jpg,val | split.csv:3: expected an image that exists and is listed once, and one of train, val, test, got 'a/1.jpg' and 'val'",
        "b/1.jpg,dev | split.csv:3: expected an image that exists and is listed once, and one of train, val, test, got 'b/1.jpg' and 'dev'",
        "b/1.jpg | split.csv:3: expected the columns 'image,part', got [b/1.jpg]",
        "b/1.jpg,val | split.csv does not list a part for 'a/2.jpg' (and 3 more)",
      })
  void namesTheLineOfASplitFileThatCannotBeMeant(String line, String message) throws IOException {
    writeClasses();
    split("image,part", "a/1.jpg,train", line);

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, APPLIED))
        .withMessage(folder + "/" + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "image,,part | split.csv is not a CSV file: A header name is missing in [image, , part]",
        "\"image,part | split.csv is not a CSV file: (startline 1) EOF reached before encapsulated token finished",
        "\"image\"x,part | split.csv is not a CSV file: Invalid character between encapsulated token and delimiter at line: 1, position: 8",
        "image,image,part | split.csv:2: expected the columns 'image,part', got [a/1.jpg, train]",
      })
  void namesASplitFileWhoseHeadCannotBeMeant(String head, String message) throws IOException {
    writeClasses();
    split(head, "a/1.jpg,train");

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, APPLIED))
        .withMessage(
            folder + "/" + (message.contains("not a CSV") ? LocaleDigits.in(message) : message));
  }

  @Test
  void takesASplitFileAsSpreadsheetsWriteIt() throws IOException {
    writeClasses();
    split(
        "\ufeffimage,part\r\na/1.jpg,train\r\nb/1.jpg,train\r\na/2.jpg,val\r\nb/2.jpg,val\r",
        "a/3.jpg,test\r\nb/3.jpg,test\r");

    assertThat(ImageFolder.read(folder, APPLIED).test().keys())
        .containsExactly("a/3.jpg", "b/3.jpg");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a/1.jpg,train | :1: expected the head 'image,part', got [a/1.jpg, train]",
        "image,part%n\"a/1.jpg,train | ~ is not a CSV file: ~",
        "image,part%n\u00e9/1.jpg,train | ~ is not in UTF-8: save it in that form~",
      })
  void saysThatASplitFileIsOfAnotherForm(String text, String message) throws IOException {
    writeClasses();
    Files.writeString(folder.resolve("split.csv"), text.formatted(), ISO_8859_1);

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, APPLIED))
        .withMessageStartingWith(folder.resolve("split.csv") + message);
  }

  @Test
  void countsWhatIsLeftOutByReasonAndKind() throws IOException {
    writeParts();
    write("train/dog/.hidden.jpg", ".DS_Store", "train/.DS_Store", "val/.git/a/1.jpg");
    write("train/dog/Thumbs.db", "val/dog/Thumbs.db", "train/dog/b.webp", "val/dog/c.WebP");
    write("train/dog/deep/er.jpg", "test/loose.png", "extra/cat/1.jpg", "README");
    Files.createFile(folder.resolve("train/cat/empty.jpg"));
    Files.createSymbolicLink(folder.resolve("test/cat/gone.jpg"), folder.resolve("nowhere.jpg"));

    assertThat(ImageFolder.read(folder, APPLIED).origin().warnings())
        .containsExactly(
            folder.getFileName()
                + ": 4 files left out (hidden): .DS_Store 2, .git 1, .jpg 1; the first is '.DS_Store'.",
            folder.getFileName()
                + ": 4 files left out (not .jpg, .jpeg, .png, .bmp or .gif): Thumbs.db 2, .webp 2; the first is 'train/dog/Thumbs.db'.",
            folder.getFileName()
                + ": 1 file left out (empty): .jpg 1; the first is 'train/cat/empty.jpg'.",
            folder.getFileName()
                + ": 1 file left out (in no folder of a class): .png 1; the first is 'test/loose.png'.",
            folder.getFileName()
                + ": 1 file left out (deeper than the folder of their class): .jpg 1; the first is 'train/dog/deep/er.jpg'.",
            folder.getFileName()
                + ": 2 files left out (next to the folders train, val and test): README 1, extra 1; the first is 'README'.",
            folder.getFileName()
                + ": 1 file left out (links to nothing): .jpg 1; the first is 'test/cat/gone.jpg'.");
  }

  @Test
  void saysWhatIsThereIfNothingIsAnImage() {
    write("train/cat/a.webp", "val/cat/a.webp", "test/cat/a.webp");

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, APPLIED))
        .withMessage(
            "%s has 0 classes, expected 2 or more, each a folder of JPEG, PNG, BMP or GIF files\n"
                + "%s: 3 files left out (not .jpg, .jpeg, .png, .bmp or .gif): a.webp 3; the first is"
                + " 'test/cat/a.webp'.",
            folder, folder);
  }

  @Test
  void namesTheClassesThatAPartLacks() throws IOException {
    writeParts();
    write("train/Cat/a.jpg", "test/emu/a.jpg");
    Files.delete(folder.resolve("val/dog/c.jpg"));

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, APPLIED))
        .withMessage(
            """
            %s: each class needs images in train, val, test, but
              train has no image of 'emu'
              val has no image of 'Cat', 'dog', 'emu'
              test has no image of 'Cat'
            'Cat' and 'cat' differ only in upper and lower case: if one class is meant, rename them""",
            folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "Owl|owl|'Owl' and 'owl' differ only in upper and lower case",
        "owl|owl |'owl' and 'owl ' differ only in spaces at their ends",
        "e\u0301mu|\u00e9mu|'e\u0301mu' and '\u00e9mu' look the same, but are different characters (Unicode's forms NFC and NFD)",
        "Owl |owl|'Owl ' and 'owl' differ only in case, in spaces or in Unicode's form",
      })
  void warnsOfClassesThatAPersonTakesForOne(String one, String other, String difference)
      throws IOException {
    if (!CharMatcher.ascii().matchesAllOf(one)) {
      assumeAnyLetterInNames();
    }
    for (String part : List.of("train", "val", "test")) {
      write(part + "/" + one + "/1.png", part + "/" + other + "/1.png");
    }

    TaskData data = ImageFolder.read(folder, APPLIED);

    assertThat(data.classes()).isEqualTo(2);
    assertThat(data.origin().warnings())
        .containsExactly("%s: the classes %s.".formatted(folder.getFileName(), difference));
  }

  @Test
  void namesFoldersOfClassesWithoutAnImage() throws IOException {
    writeParts();
    Files.createDirectories(folder.resolve("train/emu"));
    Files.createDirectories(folder.resolve("val/emu"));

    assertThat(ImageFolder.read(folder, APPLIED).origin().warnings())
        .containsExactly(
            folder.getFileName()
                + ": no image is in 2 folders of classes, which make no class: 'train/emu', 'val/emu'.");
  }

  private static void assumeAnyLetterInNames() {
    assumeTrue(
        System.getProperty("sun.jnu.encoding").equals("UTF-8"),
        "this locale cannot spell the file names");
  }

  @Test
  void takesAnyLetterInNames() throws IOException {
    assumeAnyLetterInNames();
    Path place = folder.resolve("mes photos d'\u00e9t\u00e9");
    List<String> names = List.of("a\\b", "c d", "\u9ce5", "\u0643\u0644\u0628");
    for (String part : List.of("train", "val", "test")) {
      for (String name : names) {
        Packing.file(place.resolve(part).resolve(name).resolve("une image.png"), PHOTO);
      }
    }

    TaskData data = ImageFolder.read(place, APPLIED);

    assertThat(data.classes()).isEqualTo(4);
    assertThat(data.val().keys()).contains("val/a\\b/une image.png", "val/\u9ce5/une image.png");
    List<String> seen = new ArrayList<>();
    data.read(
        data.parts(), (part, position, image) -> seen.add(image.decode(Decoder.PILLOW).toString()));
    assertThat(seen).hasSize(12);
  }

  @Test
  void saysHowManyImagesTheCameraTurned() throws IOException {
    writeParts();
    byte[] turned = Resources.toByteArray(Resources.getResource("images/pillow-rgb-turned.jpg"));
    Packing.file(folder.resolve("val/dog/c.jpg"), turned);

    assertThat(ImageFolder.origin(folder, APPLIED).warnings())
        .containsExactly(
            "%s: an EXIF orientation turns or mirrors 1 of 7 images; it is applied. The first is 'val/dog/c.jpg'."
                .formatted(folder.getFileName()));
  }

  @Test
  void takesAFolderOfEachImageForTheMistakeThatItIs() {
    Set<String> names =
        IntStream.rangeClosed(0, 25_000).mapToObj(Integer::toString).collect(Collectors.toSet());

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.requireClasses(folder, names, new SkippedFiles()))
        .withMessage(
            "%s has 25001 classes, expected 25000 or fewer: each folder of images is a class; if each image is in its own folder, put the images of a class into one",
            folder);
  }

  @Test
  void needsTwoClassesBeforeImagesInThem() {
    write("cat/a.jpg");

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, APPLIED))
        .withMessage(
            "%s has 1 class, expected 2 or more, each a folder of JPEG, PNG, BMP or GIF files",
            folder);
  }

  @Test
  void needsTwoClasses() {
    write("train/cat/a.jpg", "val/cat/a.jpg", "test/cat/a.jpg");

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, APPLIED))
        .withMessage(
            "%s has 1 class, expected 2 or more, each a folder of JPEG, PNG, BMP or GIF files",
            folder);
  }

  @Test
  void needsATrain() throws IOException {
    writeParts();
    MoreFiles.deleteRecursively(folder.resolve("train"));

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, APPLIED))
        .withMessage("%s has no folder train to train on; it has 'test', 'val'", folder);
  }

  @Test
  void dividesAFolderOfClasses() throws IOException {
    for (int i = 0; i < 10; i++) {
      write("a/%s.jpg".formatted(i));
    }
    write("b/1.jpg", "b/2.jpg", "b/3.jpg");

    TaskData data = ImageFolder.read(folder, APPLIED);

    assertThat(data.train().examples()).filteredOn(e -> e.label() == 0).hasSize(6);
    assertThat(data.val().keys()).containsExactly("a/1.jpg", "a/8.jpg", "b/3.jpg");
    assertThat(data.test().keys()).containsExactly("a/0.jpg", "a/6.jpg", "b/1.jpg");
    assertThat(data.origin().warnings())
        .containsExactly(
            folder.getFileName()
                + ": a seeded stratified split (seed 1) took a fifth of each class as val and another as test.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "val  | val/cat/c.jpg, val/dog/c.jpg",
        "test | test/cat/d.jpg, test/dog/d.jpg",
      })
  void takesValOutOfTrainIfOnlyOneOtherPartIsThere(String other, String measured)
      throws IOException {
    writeParts();
    write("train/dog/2.jpg");
    MoreFiles.deleteRecursively(folder.resolve(other.equals("val") ? "test" : "val"));

    TaskData data = ImageFolder.read(folder, APPLIED);

    assertThat(data.train().size()).isEqualTo(2);
    assertThat(data.val().keys()).allMatch(key -> key.startsWith("train/")).hasSize(2);
    assertThat(String.join(", ", data.test().keys())).isEqualTo(measured);
    assertThat(data.origin().warnings())
        .containsExactly(
            "%s: a seeded stratified split (seed 1) took a fifth of each class of train as val, to choose settings by; final runs are measured on %s."
                .formatted(folder.getFileName(), other));
  }

  @Test
  void namesAClassThatIsTooSmallToBeDivided() {
    write("a/1.jpg", "a/2.jpg", "a/3.jpg", "b/1.jpg", "b/2.jpg", "c/1.jpg");

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(folder, APPLIED))
        .withMessage(
            "%s: a class needs 3 images or more to be divided into train, val and test, and fewer are in 2 of 3 classes; the first is 'b': add images to each, or remove it",
            folder);
  }

  @Test
  void appliesOrientationsUnlessTheyAreToStayAsStored() throws IOException {
    writeParts();
    byte[] turned = Resources.toByteArray(Resources.getResource("images/pillow-rgb-turned.jpg"));
    String before = ImageFolder.sha256(folder, APPLIED);
    assertThat(ImageFolder.sha256(folder, AS_STORED)).isEqualTo(before);
    Packing.file(folder.resolve("val/dog/c.jpg"), turned);

    RgbImage stored =
        ImageFolder.decode(folder.resolve("val/dog/c.jpg"), AS_STORED, Decoder.PILLOW);
    RgbImage seen = ImageFolder.decode(folder.resolve("val/dog/c.jpg"), APPLIED, Decoder.PILLOW);

    assertThat(seen.pixels()).isNotEqualTo(stored.pixels()).hasSameSizeAs(stored.pixels());
    assertThat(ImageFolder.sha256(folder, APPLIED))
        .isNotEqualTo(ImageFolder.sha256(folder, AS_STORED));
    assertThat(ImageFolder.origin(folder, AS_STORED).warnings())
        .containsExactly(
            "%s: an EXIF orientation turns or mirrors 1 of 7 images; it is not applied, images are used as they are stored. The first is 'val/dog/c.jpg'."
                .formatted(folder.getFileName()));
    assertThat(ImageFolder.read(folder, AS_STORED).task()).isEqualTo("folder-as-stored:" + folder);
  }

  @Test
  void namesAFolderThatIsNotThere() {
    Path missing = folder.resolve("missing");

    assertThatIOException()
        .isThrownBy(() -> ImageFolder.read(missing, APPLIED))
        .withMessage(
            "there is no folder %s; expected image files in train/<class>/, val/<class>/,"
                + " test/<class>/, or in <class>/, with or without a split.csv next to them",
            missing);
  }

  @Test
  void namesAnImageThatIsCorrupt() throws IOException {
    writeParts();
    Packing.file(folder.resolve("val/cat/c.jpg"), new byte[9]);
    TaskData data = ImageFolder.read(folder, APPLIED);

    assertThatIOException()
        .isThrownBy(
            () -> data.read(List.of(data.val()), (part, i, image) -> image.decode(Decoder.PILLOW)))
        .withMessage(
            "the image %s/val/cat/c.jpg cannot be decoded (it is not a JPEG, PNG, BMP or GIF file);"
                + " convert, replace or remove such files, then run the command again",
            folder);
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
