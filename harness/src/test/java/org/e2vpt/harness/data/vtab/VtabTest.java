package org.e2vpt.harness.data.vtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.e2vpt.harness.data.LegacyBilinear;
import org.e2vpt.harness.data.TaskSpecs;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.Fixtures;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Miniature;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.SourceData;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.source.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every task out of a miniature of its original files. */
class VtabTest {

  private static final Scale SCALE = Scale.miniature(8, 2);

  @TempDir private Path root;

  static Stream<TaskSpec> tasks() {
    return TaskSpecs.vtab().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void isReadSplitLabelledAndResized(String id) throws IOException {
    TaskSpec task = task(id);
    Miniature written = write(task);

    SourceData data = Vtab.source(task, root);
    TaskData split = Vtab.read(task, root, SCALE);

    assertThat(data.classes()).isEqualTo(task.classes());
    assertThat(data.parts().keySet()).isEqualTo(task.sizes().keySet());
    if (id.equals("caltech101")) {
      assertThat(data.part("train").size()).isEqualTo(102 * 30);
      assertThat(labels(data.part("train"), data.part("test"))).isEqualTo(written.labels("all"));
    } else {
      for (Part part : data.parts().values()) {
        assertThat(labels(part)).isEqualTo(written.labels(part.name()));
      }
    }
    for (Part part : data.parts().values()) {
      assertThat(part.keys())
          .isSortedAccordingTo(Comparator.comparing(key -> md5(part.name() + key)));
    }
    assertThat(split.train().keys()).isEqualTo(data.part("train").keys().subList(0, SCALE.train()));
    assertThat(split.val().size()).isEqualTo(SCALE.val());
    assertPixels(split, task, written);
  }

  static Stream<String> ids() {
    return tasks().map(TaskSpec::id);
  }

  private static void assertPixels(TaskData split, TaskSpec task, Miniature written)
      throws IOException {
    Map<String, RgbImage> read = new TreeMap<>();
    split.read(
        split.parts(),
        (part, position, image) ->
            read.put(
                part.name() + " " + part.examples().get(position).key(),
                image.decode(Decoder.PILLOW)));
    assertThat(read).hasSize(split.parts().stream().mapToInt(Part::size).sum());
    Map<String, String> originals =
        Map.of(
            "train", "train", "val", task.rule().val().part(), "test", task.rule().test().part());
    read.forEach(
        (name, image) -> {
          String[] place = name.split(" ", 2);
          String original = task.id().equals("caltech101") ? "all" : originals.get(place[0]);
          RgbImage expected = written.pixels(original, place[1]);
          Fixtures.assertSame(name, image, expected);
          float[] resized =
              LegacyBilinear.resize(image.pixels(), image.height(), image.width(), 16, 16);
          assertThat(resized).hasSize(16 * 16 * 3);
        });
  }

  @Test
  void imagesOfPartsInOneArchiveAreReadInOnePass() throws IOException {
    write(task("dtd"));
    TaskData split = Vtab.read(task("dtd"), root, SCALE);
    List<String> order = new ArrayList<>();

    split.read(split.parts(), (part, position, image) -> order.add(part.name()));

    // The archive has train, validation, test, one after the other.
    assertThat(order)
        .hasSize(8 + 2 + 47)
        .startsWith("train")
        .endsWith("test")
        .isSortedAccordingTo(Comparator.comparing(List.of("train", "val", "test")::indexOf));
  }

  @Test
  void miniaturesAreNotTakenForTheOriginals() {
    write(task("cifar"));

    assertThatIOException()
        .isThrownBy(() -> Vtab.read(task("cifar"), root, Scale.ORIGINAL))
        .withMessage(
            "cifar: the files hold 40 images of 'train', the original data set has 50000; fetch"
                + " them again");
  }

  @Test
  void caltechIsSaidToBeEquivalentOthersExact() throws IOException {
    write(task("caltech101"));
    write(task("cifar"));

    assertThat(split("caltech101").origin()).asString().startsWith("split: equivalent (30 images");
    assertThat(split("cifar").origin())
        .hasToString("split: exact (TFDS's order of the original files)");
  }

  @ParameterizedTest
  @MethodSource("ids")
  void namesAFileThatIsMissing(String id) throws IOException {
    TaskSpec task = task(id);
    write(task);
    Path folder = root.resolve(task.folder());
    Path first;
    try (Stream<Path> files = Files.list(folder)) {
      first =
          files
              .filter(file -> !file.toString().contains("-cat.")) // objects' kinds: no task asks
              .sorted()
              .findFirst()
              .orElseThrow();
    }
    Files.delete(first);

    assertThatIOException()
        .isThrownBy(
            () -> {
              TaskData split = Vtab.read(task, root, SCALE);
              split.read(split.parts(), (part, position, image) -> {});
            })
        .withMessageStartingWith(
            "%s needs %s", task.folder(), first.getFileName().toString().replaceAll("\\.zip$", ""))
        .withMessageEndingWith(", which is not in %s; fetch it, or put it there", folder);
  }

  /** Whatever lies in the middle of the file: some reader must notice it and name the file. */
  @ParameterizedTest
  @MethodSource("ids")
  void namesAFileThatIsCut(String id) throws IOException {
    TaskSpec task = task(id);
    write(task);
    Path largest;
    try (Stream<Path> files = Files.list(root.resolve(task.folder()))) {
      largest = files.max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
    }
    byte[] whole = Files.readAllBytes(largest);
    Packing.file(largest, Arrays.copyOf(whole, whole.length / 2));

    String name = largest.getFileName().toString().replaceAll("\\.00[0-9]$", "");
    assertThatIOException()
        .isThrownBy(
            () -> {
              TaskData split = Vtab.read(task, root, SCALE);
              split.read(split.parts(), (part, position, image) -> image.decode(Decoder.PILLOW));
            })
        .withMessageContaining(name)
        .withMessageMatching("(?s).*([Ff]etch|delete).*");
  }

  @Test
  void needsAVideoOfKittiForEachPart() {
    write(task("kitti"));
    byte[] list = Packing.text(List.of("2011_09_26 2011_09_26_drive_0001_sync 0000000000"));
    Packing.file(
        root.resolve("kitti/devkit_object.zip"),
        Packing.zip(
            Map.of(
                "mapping/train_mapping.txt",
                list,
                "mapping/train_rand.txt",
                Packing.text(List.of("1,")))));

    assertThatIOException()
        .isThrownBy(() -> split("kitti"))
        .withMessage(
            "devkit_object.zip lists images of 1 videos, too few for 3 parts: fetch it again");
  }

  @Test
  void namesAnImageThatIsCorrupt() throws IOException {
    Miniature written = write(task("eurosat"));
    Path zip = root.resolve("eurosat/EuroSAT.zip");
    Map<String, byte[]> members = new TreeMap<>();
    for (Map.Entry<String, Integer> label : written.labels("train").entrySet()) {
      String[] names = label.getKey().split("_", 2);
      members.put("2750/" + names[0] + "/" + names[1], new byte[20]);
    }
    Packing.file(zip, Packing.zip(members));
    TaskData split = split("eurosat");

    assertThatIOException()
        .isThrownBy(
            () ->
                split.read(
                    List.of(split.val()), (part, position, image) -> image.decode(Decoder.PILLOW)))
        .withMessageMatching(
            "the image EuroSAT.zip!2750/Class0[0-9]/Class0[0-9]_[0-9].jpg cannot be decoded \\(it is"
                + " not a JPEG, PNG, BMP or GIF file\\); fetch its archive again, and if that does not"
                + " help, replace the image");
  }

  @ParameterizedTest
  @CsvSource({
    "eurosat, EuroSAT.zip, 2750/Forest/Forest_1.jpg, 'EuroSAT.zip has 1 class, expected 10'",
    "resisc45, NWPU-RESISC45.zip, NWPU-RESISC45/a/b.jpg, 'NWPU-RESISC45.zip has 1 class, expected 45'",
  })
  void saysHowManyClassesAreMissing(String id, String file, String member, String message) {
    Packing.file(root.resolve(id).resolve(file), Packing.zip(Map.of(member, new byte[1])));

    assertThatIOException()
        .isThrownBy(() -> Vtab.source(task(id), root))
        .withMessageStartingWith("%s: is it the whole original? Found ", message);
  }

  @Test
  void saysHowToUnpackRar() {
    Packing.file(root.resolve("resisc45/NWPU-RESISC45.rar"), new byte[1]);

    assertThatIOException()
        .isThrownBy(() -> Vtab.source(task("resisc45"), root))
        .withMessage(
            "Java cannot read NWPU-RESISC45.rar: unpack it with 'unrar x NWPU-RESISC45.rar' in %s, so"
                + " that the folder NWPU-RESISC45 exists",
            root.resolve("resisc45"));
  }

  @Test
  void readsResisc45FromAFolder() throws IOException {
    Miniature written = write(task("resisc45"));
    Path folder = root.resolve("resisc45");
    for (String key : written.labels("train").keySet()) {
      String name = key.substring(0, "class_00".length());
      Packing.file(
          folder.resolve("NWPU-RESISC45").resolve(name).resolve(key.substring(name.length() + 1)),
          new byte[1]);
    }

    assertThat(labels(Vtab.source(task("resisc45"), root).part("train")))
        .isEqualTo(written.labels("train"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 1", "31, 15"})
  void dspritesLocationsAreTwoToAClass(int x, int label) {
    assertThat(Dsprites.locationLabel(x)).isEqualTo(label);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 0", "3, 1", "4, 1", "5, 2", "7, 2", "8, 3", "39, 15"})
  void dspritesOrientationsAreRoundedDown(int orientation, int label) {
    assertThat(Dsprites.orientationLabel(orientation)).isEqualTo(label);
    assertThat(label).isEqualTo((int) Math.floor(orientation / 2.5));
  }

  @Test
  void kittiTakesTheClosestVehicleOnly() throws IOException {
    String line = "%s 0.00 0 -1.57 1.0 2.0 3.0 4.0 1.5 1.6 3.9 -2.5 1.6 %s 0.10";

    assertThat(Kitti.label(List.of(), "x")).isEqualTo(3);
    assertThat(Kitti.label(List.of(line.formatted("Cyclist", "2.0")), "x")).isEqualTo(3);
    assertThat(
            Kitti.label(
                List.of(line.formatted("Van", "30.0"), line.formatted("Truck", "8.01")), "x"))
        .isEqualTo(1);
    assertThatIOException()
        .isThrownBy(() -> Kitti.label(List.of("Car 1 2"), "x.zip!1.txt"))
        .withMessage("x.zip!1.txt: expected a type and 14 numbers, got 'Car 1 2'");
  }

  @Test
  void tasksAgreeWithTheirReaders() {
    assertThat(VtabMiniatures.WRITERS.keySet()).containsExactlyElementsOf(ids().toList());
    assertThat(tasks().map(TaskSpec::classes))
        .containsExactly(102, 100, 47, 102, 37, 10, 397, 2, 10, 45, 5, 8, 6, 6, 4, 16, 16, 18, 9);
  }

  private TaskData split(String id) throws IOException {
    return Vtab.read(task(id), root, SCALE);
  }

  private Miniature write(TaskSpec task) {
    return VtabMiniatures.WRITERS.get(task.id()).write(folder(task));
  }

  private Path folder(TaskSpec task) {
    Path folder = root.resolve(task.folder());
    folder.toFile().mkdirs();
    return folder;
  }

  private static TaskSpec task(String id) {
    return TaskSpecs.of(id);
  }

  private static Map<String, Integer> labels(Part... parts) {
    return Stream.of(parts)
        .flatMap(part -> part.examples().stream())
        .collect(ImmutableMap.toImmutableMap(Example::key, Example::label));
  }

  @SuppressWarnings("deprecation") // MD5 is what TFDS uses
  private static String md5(String text) {
    return Hashing.md5().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
