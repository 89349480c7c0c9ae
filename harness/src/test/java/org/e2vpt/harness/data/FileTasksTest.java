package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.fgvc.FgvcMiniatures;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.source.TaskSpec;
import org.e2vpt.harness.data.vtab.VtabMiniatures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTasksTest {

  private static final int SIDE = 32;
  private static final String MINIATURE = "miniature 8 2";

  @TempDir private Path root;

  @Test
  void identityOfAPapersTaskNeedsNoFile() {
    Task cifar = tasks(DatasetsLock.shipped()).task("cifar");

    assertThat(cifar.sha256().get()).hasSize(64);
    assertThat(cifar.group()).isEqualTo(Group.NATURAL);
    assertThat(cifar.classes()).isEqualTo(100);
    assertThat(cifar.notes().get())
        .containsExactly("split: exact (TFDS's order of the original files)");
  }

  @Test
  void identityFollowsHashTaskAndScale() {
    String locked = "cifar/cifar-100-binary.tar.gz http://x.org/a 3 md5:%s MIT - cifar,dtd";
    String one = locked.formatted("900150983cd24fb0d6963f7d28e17f72");
    String other = locked.formatted("900150983cd24fb0d6963f7d28e17f73");

    String identity = tasks(lock(one)).task("cifar").sha256().get();

    assertThat(identity)
        .isEqualTo(tasks(lock("# the same", one)).task("cifar").sha256().get())
        .isNotEqualTo(tasks(lock(other)).task("cifar").sha256().get())
        .isNotEqualTo(tasks(lock(one)).task("dtd").sha256().get())
        .isNotEqualTo(tasks(lock(one, MINIATURE)).task("cifar").sha256().get());
  }

  /** So trials keep their ids where the pixels are Pillow's, which all were once. */
  @Test
  void identityFollowsTheDecoderWhereThereAreJpegFiles() {
    FileTasks own = tasks(DatasetsLock.shipped());
    for (DataSet set : DataSets.all().stream().filter(set -> !set.embedded()).toList()) {
      String identity = own.sha256(set.id());
      for (Decoder decoder : Decoder.values()) {
        boolean same = set.jpeg().map(decoder::equals).orElse(true);
        String chosen = new FileTasks(own.folder(), Optional.of(decoder)).sha256(set.id());
        assertThat(chosen.equals(identity)).as(set.id() + " by " + decoder).isEqualTo(same);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "caltech101, TENSORFLOW",
    "dtd, TENSORFLOW",
    "oxford_flowers102, TENSORFLOW",
    "oxford_iiit_pet, TENSORFLOW",
    "sun397, TENSORFLOW",
    "eurosat, TENSORFLOW",
    "resisc45, TENSORFLOW",
    "diabetic_retinopathy, TENSORFLOW",
    "dmlab, TENSORFLOW",
    "fgvc_cub, PILLOW",
    "fgvc_nabirds, PILLOW",
    "fgvc_flowers, PILLOW",
    "fgvc_dogs, PILLOW",
    "fgvc_cars, PILLOW",
  })
  void imagesAreThoseOfTheDataSetsOwnDecoder(String id, Decoder own) {
    if (own == Decoder.PILLOW) {
      FgvcMiniatures.write(id, root);
    } else {
      VtabMiniatures.write(vtab(id), root);
    }
    Decoder other = own == Decoder.PILLOW ? Decoder.TENSORFLOW : Decoder.PILLOW;

    assertThat(firstImage(id, Optional.empty()))
        .isEqualTo(firstImage(id, Optional.of(own)))
        .isNotEqualTo(firstImage(id, Optional.of(other)));
  }

  private byte[] firstImage(String id, Optional<Decoder> pixels) {
    LabelledImages train =
        new FileTasks(new DataFolder(root, lock(MINIATURE)), pixels).splits(id, SIDE).train();
    Size size = train.imageSize(0);
    ByteBuffer image = ByteBuffer.allocate(size.height() * size.width() * RgbImage.CHANNELS);
    train.copyTo(0, image);
    return image.array();
  }

  @ParameterizedTest
  @CsvSource({
    "dtd, PILLOW, JPEG files are decoded as by Pillow instead of TensorFlow (protocol.pixels).",
    "dtd, TENSORFLOW,",
    "fgvc_cub, TENSORFLOW, JPEG files are decoded as by TensorFlow instead of Pillow (protocol.pixels).",
    "cifar, PILLOW,",
  })
  void saysWhichDecoderStandsInForTheDataSetsOwn(String id, Decoder chosen, @Nullable String note) {
    FileTasks own = tasks(DatasetsLock.shipped());
    List<String> added =
        new ArrayList<>(new FileTasks(own.folder(), Optional.of(chosen)).notes(id));
    added.removeAll(own.notes(id));

    assertThat(added).isEqualTo(note == null ? List.of() : List.of(note));
  }

  @Test
  void imagesOfBothDecodersLieSideBySide() throws IOException {
    VtabMiniatures.write(vtab("dtd"), root);
    FileTasks tensorFlows = tasks(lock(MINIATURE));
    FileTasks pillows = new FileTasks(tensorFlows.folder(), Optional.of(Decoder.PILLOW));
    assertThat(tensorFlows.decodedBytes("dtd")).isZero();
    tensorFlows.splits("dtd", SIDE);
    assertThat(pillows.decodedBytes("dtd")).isZero();
    long bytes = tensorFlows.decodedBytes("dtd");
    Path decoded = root.resolve(".cache/dtd");
    FileTime written = Files.getLastModifiedTime(decoded.resolve("train-tensorflow.images"));

    pillows.splits("dtd", SIDE);
    tensorFlows.splits("dtd", SIDE);

    assertThat(decoded.resolve("train.images")).exists();
    assertThat(Files.getLastModifiedTime(decoded.resolve("train-tensorflow.images")))
        .isEqualTo(written);
    assertThat(bytes)
        .isEqualTo(tensorFlows.decodedBytes("dtd"))
        .isEqualTo(pillows.decodedBytes("dtd"))
        .isPositive();
  }

  @Test
  void aFileWithoutALockedHashCountsByTheCopyThatIsThere() throws IOException {
    FileTasks tasks = tasks(lock("svhn/a http://x.org/a ? ? MIT - svhn"));
    String absent = tasks.task("svhn").sha256().get();
    Packing.file(root.resolve("svhn/a"), new byte[] {1});

    String first = tasks.task("svhn").sha256().get();

    assertThat(first).isNotEqualTo(absent).isEqualTo(tasks.task("svhn").sha256().get());
    assertThat(root.resolve("svhn/a.pin")).exists();
    Packing.file(root.resolve("svhn/a"), new byte[] {1, 2});
    assertThatIllegalStateException()
        .isThrownBy(() -> tasks.task("svhn").sha256().get())
        .withMessageContaining("svhn/a has changed since it was first read");
  }

  @Test
  void filesThatAreNotTheLockedOnesAreNotRead() {
    VtabMiniatures.write(vtab("cifar"), root);

    assertThatIllegalStateException()
        .isThrownBy(() -> tasks(DatasetsLock.shipped()).splits("cifar", SIDE))
        .withMessageStartingWith(
            root.resolve("cifar/cifar-100-binary.tar.gz") + " is not the 'cifar/cifar-100-binary")
        .withMessageEndingWith("; delete it, then fetch it again");
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatIllegalStateException()
        .isThrownBy(() -> tasks(DatasetsLock.shipped()).splits("cifar", SIDE))
        .withMessage(
            "cifar needs cifar-100-binary.tar.gz, which is not in %s; fetch it, or put it there",
            root.resolve("cifar"));
  }

  @Test
  void cachedImagesNeedNoArchive() throws IOException {
    VtabMiniatures.write(vtab("cifar"), root);
    FileTasks tasks = tasks(lock(MINIATURE));
    tasks.splits("cifar", SIDE);
    Files.delete(root.resolve("cifar/cifar-100-binary.tar.gz"));

    Splits splits = tasks.splits("cifar", SIDE);

    assertThat(splits.train().size()).isEqualTo(8);
    assertThat(splits.finalTrain().size()).isEqualTo(10);
  }

  @Test
  void vptsListsOutOfTheirArchiveMakeAnotherSplitAndIdentity() throws IOException {
    FgvcMiniatures.write("fgvc_flowers", root);
    FileTasks tasks = tasks(lock(MINIATURE));
    TaskData authors = tasks.data("fgvc_flowers");
    String identity = tasks.task("fgvc_flowers").sha256().get();
    Packing.file(
        root.resolve("fgvc_splits/json.zip"),
        Packing.zip(
            Map.of(
                "splits/OxfordFlower/train.json", list(authors.train().examples(), "jpg/"),
                "splits/OxfordFlower/val.json", list(authors.test().examples(), "jpg/"),
                "splits/OxfordFlower/test.json", list(authors.val().examples(), "jpg/"),
                "splits/CUB_200_2011/train.json", new byte[1])));

    TaskData vpts = tasks.data("fgvc_flowers");

    assertThat(vpts.val().keys()).containsAll(authors.test().keys());
    assertThat(tasks.notes("fgvc_flowers"))
        .first()
        .isEqualTo("split: user-provided (train.json, val.json and test.json as VPT's)");
    assertThat(tasks.task("fgvc_flowers").sha256().get()).isNotEqualTo(identity);
    assertThatIllegalStateException()
        .isThrownBy(() -> tasks(lock(MINIATURE)).data(writtenDogs()))
        .withMessage(
            "%s has 0 files such as 'stanforddogs…/train.json', expected one; put train.json,"
                + " val.json and test.json into %s instead",
            root.resolve("fgvc_splits/json.zip"), root.resolve("fgvc_dogs"));
  }

  private String writtenDogs() {
    FgvcMiniatures.write("fgvc_dogs", root);
    return "fgvc_dogs";
  }

  /** A list needs every class; the miniature's parts have a third each, so numbers are repeated. */
  private static byte[] list(List<Example> examples, String prefix) {
    Map<String, Integer> list = new HashMap<>();
    for (int i = 0; i < examples.size(); i++) {
      list.put(prefix + examples.get(i).key(), i);
    }
    for (int i = examples.size(); i < 102; i++) {
      list.put(prefix + String.format(Locale.ROOT, "none_%s_%d.jpg", examples.get(0).key(), i), i);
    }
    return Packing.text(List.of(new Gson().toJson(list)));
  }

  @Test
  void aFolderIsATaskOfItsContent() throws IOException {
    Path folder = root.resolve("mine");
    for (String part : List.of("train", "val", "test")) {
      for (String name : List.of("cat", "dog")) {
        Packing.file(
            folder.resolve(part).resolve(name).resolve("1.png"),
            Photos.file("png", 40, 60, (part + name).hashCode()));
      }
    }
    FileTasks tasks = tasks(DatasetsLock.shipped());
    Task task = tasks.task("folder:" + folder);

    assertThat(task.group()).isEqualTo(Group.OWN);
    assertThat(task.classes()).isEqualTo(2);
    assertThat(task.notes().get())
        .containsExactly("split: user-provided (the folder %s)".formatted(folder.getFileName()));
    Splits splits = task.reader().apply(SIDE);
    assertThat(splits.train().imageSize(0)).isEqualTo(new Size(SIDE, SIDE));
    assertThat(splits.finalTrain()).isSameAs(splits.train());
    assertThat(task.id()).matches("folder-[0-9a-f]{12}");
    assertThat(task.sha256().get())
        .isEqualTo(tasks.task("folder:" + folder).sha256().get())
        .isEqualTo(tasks.task(task.id()).sha256().get())
        .isEqualTo(tasks(lock(MINIATURE)).sha256("folder:" + folder));
    assertThat(tasks.decoded(task.id()).resolve(String.format(Locale.ROOT, "val-%d.images", SIDE)))
        .exists()
        .hasParent(tasks.decoded("folder:" + folder));
  }

  @Test
  void namesAllImagesOfAFolderThatCannotBeDecoded() throws IOException {
    Path folder = root.resolve("mine");
    for (String part : List.of("train", "val", "test")) {
      for (String name : List.of("cat", "dog")) {
        for (int i = 10; i < 21; i++) {
          Packing.file(folder.resolve(part).resolve(name).resolve(i + ".png"), new byte[i]);
        }
      }
    }
    Packing.file(folder.resolve("val/dog/10.png"), Photos.file("png", 40, 60, 1));
    FileTasks tasks = tasks(DatasetsLock.shipped());

    String lines =
        Stream.of("test/cat", "test/dog")
            .flatMap(name -> IntStream.range(10, 21).mapToObj(i -> name + "/" + i))
            .limit(20)
            .map(
                name ->
                    "\n  %s/%s.png: it is not a JPEG, PNG, BMP or GIF file".formatted(folder, name))
            .collect(Collectors.joining());
    assertThatIllegalStateException()
        .isThrownBy(() -> tasks.splits("folder:" + folder, SIDE))
        .withMessage(
            "65 images cannot be decoded:%s\n  and 45 more\nconvert, replace or remove such files,"
                + " then run the command again",
            lines);
  }

  @Test
  void saysThatAFolderLeadsIntoItself() throws IOException {
    Path cat = Files.createDirectories(root.resolve("mine/train/cat"));
    Path link = Files.createSymbolicLink(cat.resolve("up"), Path.of(".."));

    assertThatIllegalStateException()
        .isThrownBy(() -> tasks(DatasetsLock.shipped()).data("folder:" + root.resolve("mine")))
        .withMessage("%s is a link to a folder that contains it; remove it", link);
  }

  @ParameterizedTest
  @CsvSource({
    "dtd, dtd/dtd-r1.0.1.tar.gz",
    "eurosat, eurosat/EuroSAT.zip",
    "svhn, svhn/train_32x32.mat",
    "dsprites_loc, dsprites/dsprites_ndarray_co1sh3sc6or40x32y32_64x64.hdf5",
    "patch_camelyon, patch_camelyon/camelyonpatch_level_2_split_train_y.h5.gz",
  })
  void saysThatAFileMayNotBeRead(String id, String name) throws IOException {
    MiniatureData.write(root);
    Path file = root.resolve(name);
    Files.setPosixFilePermissions(file, Set.of());
    assumeThat(Files.isReadable(file)).as("not for the administrator").isFalse();

    assertThatIllegalStateException()
        .isThrownBy(() -> tasks(lock(MINIATURE)).data(id))
        .withMessage("no permission for %s; ask for it, or choose another folder", file);
  }

  @Test
  void thePreparedArchiveIsATaskWithAWarning() throws IOException {
    Map<String, byte[]> members = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      lines.add(String.format(Locale.ROOT, "images/all/%06d.jpg %d", i, i));
    }
    for (int i = 0; i < 3; i++) {
      String part = List.of("train800", "val200", "test").get(i);
      members.put("vtab-1k/cifar/" + part + ".txt", Packing.text(List.of(lines.get(i))));
      members.put(
          String.format(Locale.ROOT, "vtab-1k/cifar/images/all/%06d.jpg", i),
          Photos.file("jpg", 32, 32, i));
    }
    Packing.file(root.resolve("vtab-1k/vtab-1k.zip"), Packing.zip(members));
    FileTasks tasks = tasks(DatasetsLock.shipped());
    Task task = tasks.task("vtab-1k:cifar");

    assertThat(task.classes()).isEqualTo(100);
    assertThat(task.notes().get()).hasSize(2);
    assertThat(task.notes().get().get(1)).contains("JPEG of quality 75");
    assertThat(task.sha256().get()).isNotEqualTo(tasks.task("cifar").sha256().get());
    assertThat(task.reader().apply(SIDE).finalTrain().size()).isEqualTo(2);
    assertThat(root.resolve(".cache/vtab-1k-cifar/train.images")).exists(); // Pillow's pixels
  }

  private FileTasks tasks(DatasetsLock lock) {
    return new FileTasks(new DataFolder(root, lock));
  }

  private static DatasetsLock lock(String... lines) {
    return DatasetsLock.parse("test.lock", List.of(lines));
  }

  private static TaskSpec vtab(String id) {
    return TaskSpecs.of(id);
  }
}
