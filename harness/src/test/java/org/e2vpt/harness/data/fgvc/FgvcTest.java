package org.e2vpt.harness.data.fgvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.collect.ImmutableMap;
import com.google.gson.Gson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.e2vpt.harness.data.TaskSpecs;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.Fixtures;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Miniature;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.source.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/** Every task out of a miniature of its original files. */
class FgvcTest {

  private static final Scale SCALE = Scale.miniature(8, 2);

  @TempDir private Path root;

  static Stream<String> ids() {
    return TaskSpecs.fgvc().stream().map(TaskSpec::id);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void isReadSplitLabelledAndCropped(String id) throws IOException {
    Miniature written = FgvcMiniatures.WRITERS.get(id).write(root);

    TaskData data = Fgvc.read(TaskSpecs.of(id), root, SCALE);

    boolean flowers = id.equals("fgvc_flowers");
    assertThat(labels(data.test())).isEqualTo(written.labels("test"));
    if (flowers) {
      assertThat(labels(data.train())).isEqualTo(written.labels("train"));
      assertThat(labels(data.val())).isEqualTo(written.labels("validation"));
    } else {
      assertThat(labels(data.train(), data.val())).isEqualTo(written.labels("train"));
      assertThat(data.train().size()).isEqualTo(written.labels("train").size() * 9 / 10);
    }
    assertThat(data.origin().toString())
        .startsWith(flowers ? "split: exact (" : "split: equivalent (a tenth of the training");
    Map<String, RgbImage> read = new TreeMap<>();
    data.read(
        List.of(data.val(), data.test()),
        (part, position, image) ->
            read.put(
                part.name() + " " + part.examples().get(position).key(),
                image.decode(Decoder.PILLOW)));
    assertThat(read).hasSize(data.val().size() + data.test().size());
    read.forEach(
        (name, image) -> {
          String[] place = name.split(" ", 2);
          String part = place[0].equals("test") ? "test" : flowers ? "validation" : "train";
          Fixtures.assertSame(name, image, written.pixels(part, place[1]));
        });
  }

  @ParameterizedTest
  @MethodSource("ids")
  void drawsTheSameImagesAgain(String id) throws IOException {
    FgvcMiniatures.WRITERS.get(id).write(root);

    assertThat(Fgvc.read(TaskSpecs.of(id), root, SCALE).val().keys())
        .isEqualTo(Fgvc.read(TaskSpecs.of(id), root, SCALE).val().keys());
    assertThat(Fgvc.read(TaskSpecs.of(id), root, SCALE).val().keys()).isSorted();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void takesVptsListsIfTheyAreThere(String id) throws IOException {
    Miniature written = FgvcMiniatures.WRITERS.get(id).write(root);
    Map<String, Integer> all = new HashMap<>(written.labels("train"));
    all.putAll(written.labels("test"));
    if (id.equals("fgvc_flowers")) {
      all.putAll(written.labels("validation"));
    }
    all.replaceAll((key, label) -> 3 * label + 5); // VPT's numbers have gaps
    writeJson(id, "train", relabelled(all, "1"));
    writeJson(id, "val", all);
    writeJson(id, "test", relabelled(all, "2"));

    TaskData data = Fgvc.read(TaskSpecs.of(id), root, Scale.ORIGINAL);

    assertThat(data.origin())
        .hasToString("split: user-provided (train.json, val.json and test.json as VPT's)");
    Map<String, Integer> expected = new HashMap<>(all);
    expected.replaceAll((key, label) -> (label - 5) / 3);
    assertThat(labels(data.val())).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("ids")
  void miniaturesAreNotTakenForTheOriginals(String id) {
    FgvcMiniatures.WRITERS.get(id).write(root);

    assertThatIOException()
        .isThrownBy(() -> Fgvc.read(TaskSpecs.of(id), root, Scale.ORIGINAL))
        .withMessageStartingWith(id + ": the files hold ")
        .withMessageMatching(".* images to train on, the original data set has [0-9]+; .*");
  }

  @Test
  void refusesListsOfOtherClasses() {
    FgvcMiniatures.WRITERS.get("fgvc_dogs").write(root);
    writeJson("fgvc_dogs", "train", Map.of("a/b.jpg", 1, "c/d.jpg", 7));

    assertThatIOException()
        .isThrownBy(() -> Fgvc.read(TaskSpecs.of("fgvc_dogs"), root, Scale.ORIGINAL))
        .withMessage(
            "%s has 2 classes, expected 120: VPT numbers the classes of each list on its own, so the"
                + " labels of the three would not agree",
            root.resolve("fgvc_dogs/train.json"));
  }

  @Test
  void refusesAFlowerThatIsListedTwice() {
    FgvcMiniatures.WRITERS.get("fgvc_flowers").write(root);
    Matrix twice = Packing.matrix(MatlabType.Double, new int[] {1, 2}, new int[] {3, 3});
    Packing.file(
        root.resolve("oxford_flowers102/setid.mat"),
        Packing.mat(Map.of("trnid", twice, "valid", twice, "tstid", twice)));

    assertThatIOException()
        .isThrownBy(() -> Fgvc.read(TaskSpecs.of("fgvc_flowers"), root, Scale.ORIGINAL))
        .withMessage(
            "the lists of fgvc_flowers cannot be meant: 'image_00003.jpg' occurs twice in the part"
                + " 'train'");
  }

  @Test
  void refusesAnImageToTrainAndTestOn() throws IOException {
    Miniature written = FgvcMiniatures.WRITERS.get("fgvc_dogs").write(root);
    writeJson("fgvc_dogs", "train", written.labels("test"));
    writeJson("fgvc_dogs", "val", written.labels("train"));
    writeJson("fgvc_dogs", "test", written.labels("test"));

    assertThatIOException()
        .isThrownBy(() -> Fgvc.read(TaskSpecs.of("fgvc_dogs"), root, Scale.ORIGINAL))
        .withMessage(
            "the lists of fgvc_dogs cannot be meant: fgvc_dogs has '%s' in its parts 'train' and"
                + " 'test'",
            written.labels("test").keySet().iterator().next());
  }

  @Test
  void namesAListThatIsMissing() throws IOException {
    Miniature written = FgvcMiniatures.WRITERS.get("fgvc_dogs").write(root);
    writeJson("fgvc_dogs", "train", written.labels("train"));

    assertThatIOException()
        .isThrownBy(() -> Fgvc.read(TaskSpecs.of("fgvc_dogs"), root, Scale.ORIGINAL))
        .withMessage(
            "fgvc_dogs needs val.json, which is not in %s; fetch it, or put it there",
            root.resolve("fgvc_dogs"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"[1, 2]", "{\"a\": \"b\"}", "<html>", "{\"a\": null}", "''"})
  void namesAListOfAnotherForm(String content) {
    FgvcMiniatures.WRITERS.get("fgvc_dogs").write(root);
    Path list = root.resolve("fgvc_dogs/train.json");
    Packing.file(list, content.getBytes(StandardCharsets.UTF_8));

    assertThatIOException()
        .isThrownBy(() -> Fgvc.read(TaskSpecs.of("fgvc_dogs"), root, Scale.ORIGINAL))
        .withMessageStartingWith("%s: expected an object such as {\"a/b.jpg\": 1}: ", list);
  }

  @Test
  void namesAnImageOfAListThatIsNotInTheArchive() throws IOException {
    Miniature written = FgvcMiniatures.WRITERS.get("fgvc_cars").write(root);
    writeJson("fgvc_cars", "train", written.labels("train"));
    writeJson("fgvc_cars", "val", relabelled(written.labels("test"), "x"));
    Map<String, Integer> test = new HashMap<>(written.labels("test"));
    test.put("car_ims/999999.jpg", 1);
    writeJson("fgvc_cars", "test", test);
    TaskData data = Fgvc.read(TaskSpecs.of("fgvc_cars"), root, Scale.ORIGINAL);

    assertThatIOException()
        .isThrownBy(() -> data.read(List.of(data.test()), (part, position, image) -> {}))
        .withMessage(
            "car_ims.tgz lacks 'car_ims/999999.jpg'; is it the whole original? Fetch it again");
  }

  @ParameterizedTest
  @CsvSource({
    "fgvc_cub, CUB_200_2011.tgz",
    "fgvc_nabirds, nabirds.tar.gz",
    "fgvc_flowers, 102flowers.tgz",
    "fgvc_dogs, images.tar",
    "fgvc_cars, car_ims.tgz",
  })
  void namesAnArchiveThatIsMissingOrCut(String id, String name) throws IOException {
    FgvcMiniatures.WRITERS.get(id).write(root);
    Path archive = root.resolve(id.equals("fgvc_flowers") ? "oxford_flowers102" : id).resolve(name);
    byte[] whole = Files.readAllBytes(archive);

    Packing.file(archive, Arrays.copyOf(whole, whole.length / 2));
    assertThatIOException()
        .isThrownBy(() -> readAll(id))
        .withMessageContaining(name)
        .withMessageContaining("etch it again");

    Files.delete(archive);
    assertThatIOException()
        .isThrownBy(() -> readAll(id))
        .withMessageEndingWith(
            " needs %s, which is not in %s; fetch it, or put it there", name, archive.getParent());
  }

  @Test
  void saysHowManyClassesAreMissing() {
    Map<String, byte[]> lists =
        Map.of(
            "CUB_200_2011/images.txt", Packing.text(List.of("1 a/b.jpg")),
            "CUB_200_2011/image_class_labels.txt", Packing.text(List.of("1 1")),
            "CUB_200_2011/train_test_split.txt", Packing.text(List.of("1 1")));
    Packing.file(root.resolve("fgvc_cub/CUB_200_2011.tgz"), Packing.gzip(Packing.tar(lists)));

    assertThatIOException()
        .isThrownBy(() -> Fgvc.read(TaskSpecs.of("fgvc_cub"), root, Scale.ORIGINAL))
        .withMessage("CUB_200_2011.tgz has 1 class, expected 200: is it the whole original?");
  }

  /** Other images of the same classes. */
  private static Map<String, Integer> relabelled(Map<String, Integer> list, String prefix) {
    Map<String, Integer> others = new HashMap<>();
    list.forEach((key, label) -> others.put(prefix + key, label));
    return others;
  }

  private void readAll(String id) throws IOException {
    TaskData data = Fgvc.read(TaskSpecs.of(id), root, SCALE);
    data.read(data.parts(), (part, position, image) -> image.decode(Decoder.PILLOW));
  }

  private void writeJson(String id, String name, Map<String, Integer> list) {
    Packing.file(
        root.resolve(id).resolve(name + ".json"),
        new Gson().toJson(list).getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Integer> labels(Part... parts) {
    return Stream.of(parts)
        .flatMap(part -> part.examples().stream())
        .collect(ImmutableMap.toImmutableMap(Example::key, Example::label));
  }
}
