package org.e2vpt.harness.data.vtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.data.TaskSpecs;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.source.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreparedVtabTest {

  private static final byte[] PHOTO = Photos.file("jpg", 16, 16, 1);

  @TempDir private Path root;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isReadPackedOrUnpacked(boolean packed) throws IOException {
    write(packed, "cifar", List.of(3, 99), List.of(5), List.of(7, 7, 1));

    TaskData data = PreparedVtab.read(task("cifar"), root);

    assertThat(data.train().keys())
        .containsExactly("images/train800/000000.jpg", "images/train800/000001.jpg");
    assertThat(data.train().examples().get(1).label()).isEqualTo(99);
    assertThat(data.test().size()).isEqualTo(3);
    List<String> read = new ArrayList<>();
    data.read(
        data.parts(),
        (part, position, image) ->
            read.add(part.name() + position + image.decode(Decoder.PILLOW).height()));
    assertThat(read)
        .containsExactlyInAnyOrder(
            "train016", "train116", "val016", "test016", "test116", "test216");
  }

  @Test
  void warnsOfItsPixels() throws IOException {
    write(true, "cifar", List.of(3), List.of(5), List.of(7));

    TaskData data = PreparedVtab.read(task("cifar"), root);

    assertThat(data.origin().warnings())
        .containsExactly(
            "The pixels come from the prepared archive vtab-1k, which stores every image as JPEG of"
                + " quality 75 with halved colours: they are not those of the paper. On CIFAR-100"
                + " others measured 5 to 15 points less with them.");
    assertThat(data.origin())
        .hasToString(
            "split: user-provided (the lists of the prepared archive vtab-1k; no fingerprint of its"
                + " labels is known)");
  }

  @Test
  void saysWhetherItsLabelsAreThoseOfTfds() throws IOException {
    LabelFingerprint expected = LabelFingerprint.of("dtd").orElseThrow();
    write(true, "dtd", expected.train(), expected.val(), List.of(7));

    TaskData data = PreparedVtab.read(task("dtd"), root);

    assertThat(data.origin().warnings()).hasSize(1);
    assertThat(data.origin().reason())
        .isEqualTo(
            "the lists of the prepared archive vtab-1k; its labels are those of TFDS's split, one by"
                + " one");
  }

  @Test
  void warnsOfOtherLabels() throws IOException {
    LabelFingerprint expected = LabelFingerprint.of("dtd").orElseThrow();
    List<Integer> other = new ArrayList<>(expected.val());
    other.set(3, (other.get(3) + 1) % 47);
    write(true, "dtd", expected.train(), other, List.of(7));

    TaskData data = PreparedVtab.read(task("dtd"), root);

    assertThat(data.origin().warnings())
        .hasSize(2)
        .last()
        .asString()
        .isEqualTo(
            "The lists of the prepared archive are not TFDS's split of dtd: line 4 of val200 has the"
                + " label %s, TFDS's image there is of class %s.",
            other.get(3), expected.val().get(3));
    assertThat(data.origin().reason()).endsWith("; its labels are not those of TFDS's split");
  }

  @Test
  void warnsOfAnotherNumberOfLines() throws IOException {
    write(true, "dtd", List.of(1), List.of(2), List.of(7));

    assertThat(PreparedVtab.read(task("dtd"), root).origin().warnings())
        .last()
        .asString()
        .endsWith("not TFDS's split of dtd: train800 has 1 lines, expected 800.");
  }

  @Test
  void refusesLabelsOfNoClassAndOtherLines() {
    write(true, "eurosat", List.of(10), List.of(2), List.of(7));
    assertThatIOException()
        .isThrownBy(() -> PreparedVtab.read(task("eurosat"), root))
        .withMessage(
            "vtab-1k.zip: eurosat has 10 classes, but 'images/train800/000000.jpg' of its part"
                + " 'train' is of class 10");

    Packing.file(
        root.resolve("vtab-1k/vtab-1k.zip"),
        Packing.zip(
            Map.of("vtab-1k/eurosat/train800.txt", Packing.text(List.of("../../etc/passwd 1")))));
    assertThatIOException()
        .isThrownBy(() -> PreparedVtab.read(task("eurosat"), root))
        .withMessage(
            "vtab-1k.zip!vtab-1k/eurosat/train800.txt: expected lines such as"
                + " 'images/train800/000000.jpg 12', got '../../etc/passwd 1'");
  }

  @Test
  void refusesAnImageThatIsListedTwice() {
    write(true, "eurosat", List.of(1), List.of(2), List.of(7));
    String line = "images/train800/000000.jpg 1";
    Packing.file(
        root.resolve("vtab-1k/vtab-1k.zip"),
        Packing.zip(Map.of("vtab-1k/eurosat/train800.txt", Packing.text(List.of(line, line)))));

    assertThatIOException()
        .isThrownBy(() -> PreparedVtab.read(task("eurosat"), root))
        .withMessage(
            "vtab-1k.zip!vtab-1k/eurosat/train800.txt: 'images/train800/000000.jpg' occurs twice in the"
                + " part 'train'");
  }

  @Test
  void saysWhereTheArchiveMustLie() {
    assertThatIOException()
        .isThrownBy(() -> PreparedVtab.read(task("dtd"), root))
        .withMessage(
            "vtab-1k needs vtab-1k.zip, which is not in %s; fetch it, or put it there",
            root.resolve("vtab-1k"));
  }

  /** Many tools unpack an archive into a folder of its name, in which this one has another. */
  @Test
  void readsTheArchiveUnpackedOneLevelDeeper() throws IOException {
    write(false, "dtd", List.of(1), List.of(2), List.of(7));
    Files.move(root.resolve("vtab-1k"), root.resolve("unpacked"));
    Files.createDirectories(root.resolve("vtab-1k"));
    Files.move(root.resolve("unpacked"), root.resolve("vtab-1k/vtab-1k"));

    assertThat(PreparedVtab.read(task("dtd"), root).test().examples())
        .extracting(Example::label)
        .containsExactly(7);
    assertThat(PreparedVtab.place(task("dtd"), root))
        .isEqualTo(root.resolve("vtab-1k/vtab-1k/dtd"));
  }

  private void write(
      boolean packed, String task, List<Integer> train, List<Integer> val, List<Integer> test) {
    Map<String, byte[]> members = new LinkedHashMap<>();
    writePart(members, task, "train800", train);
    writePart(members, task, "val200", val);
    writePart(members, task, "test", test);
    if (packed) {
      Packing.file(root.resolve("vtab-1k/vtab-1k.zip"), Packing.zip(members));
    } else {
      members.forEach((name, content) -> Packing.file(root.resolve(name), content));
    }
  }

  private static void writePart(
      Map<String, byte[]> members, String task, String part, List<Integer> labels) {
    List<String> lines = new ArrayList<>();
    for (int label : labels) {
      String image = String.format(Locale.ROOT, "images/%s/%06d.jpg", part, lines.size());
      lines.add(image + " " + label);
      members.put("vtab-1k/" + task + "/" + image, PHOTO);
    }
    members.put("vtab-1k/" + task + "/" + part + ".txt", Packing.text(lines));
  }

  private static TaskSpec task(String id) {
    return TaskSpecs.of(id);
  }
}
