package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.harness.file.ChildProcess;
import org.e2vpt.harness.trial.Journal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Predicting and measuring with a tuned model: see {@link TunedModelRuns}. */
class PredictCommandTest {

  @TempDir private static Path folder;
  private static Path tuned = Path.of("");

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    Process process = ChildProcess.java(TunedModelRuns.class, folder).inheritIO().start();
    assertThat(process.waitFor()).isZero();
    try (Stream<Path> files = Files.list(folder.resolve("tuned"))) {
      tuned = files.findFirst().orElseThrow();
    }
  }

  private static String out(String run) throws IOException {
    return Files.readString(folder.resolve(run + ".out"));
  }

  private static String err(String run) throws IOException {
    return Files.readString(folder.resolve(run + ".err"));
  }

  private static List<String> files() {
    return Stream.of("cat", "dog")
        .flatMap(name -> Stream.of(0, 1, 2, 3, 4, 5).map(i -> name + "/" + i + ".jpg"))
        .map(folder.resolve(TunedModelRuns.IMAGES).resolve("test")::resolve)
        .map(Path::toString)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "csv, 0",
    "output, 0",
    "jsonl, 0",
    "bad, 1",
    "none, 2",
    "otherProgram, 2",
    "damaged, 2",
    "otherHash, 2",
    "noBackbone, 2",
    "notKept, 2",
    "inspect, 0",
    "own, 0",
    "classes, 0",
    "unknownClass, 2",
    "noFolder, 2"
  })
  void exitCodeTellsWhetherAllImagesWereRead(String run, String code) {
    assertThat(folder.resolve(run + ".code")).hasContent(code);
  }

  @Test
  void writesALineForEachImageWithTheMostProbableClassFirst() throws IOException {
    List<String> lines = out("csv").lines().toList();

    assertThat(lines.get(0)).isEqualTo("file,class,probability,class_2,probability_2");
    assertThat(lines).hasSize(13);
    for (int i = 0; i < 12; i++) {
      assertThat(lines.get(i + 1))
          .startsWith(files().get(i) + ",")
          .matches(".*,(cat,0\\.\\d{6},dog|dog,0\\.\\d{6},cat),0\\.\\d{6}");
      List<String> fields = ImmutableList.copyOf(lines.get(i + 1).split(",", -1));
      double first = Double.parseDouble(fields.get(2));
      assertThat(first).isBetween(0.5, 1.0);
      assertThat(first + Double.parseDouble(fields.get(4))).isBetween(0.999998, 1.000002);
    }
    assertThat(err("csv")).matches("12 images in [\\d.]+ s, [\\d.]+ images/s\\R");
  }

  @Test
  void writesAFileThatIsWhole() throws IOException {
    assertThat(out("output")).isEmpty();
    assertThat(Files.readAllLines(folder.resolve("p.csv")))
        .hasSize(13)
        .startsWith("file,class,probability");
  }

  @Test
  void readsAListAndWritesJson() throws IOException {
    List<JsonObject> lines =
        out("jsonl").lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();

    assertThat(lines).extracting(line -> line.get("file").getAsString()).isEqualTo(files());
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.keySet()).containsExactly("file", "class", "probability", "top");
              assertThat(line.getAsJsonArray("top")).hasSize(2);
              assertThat(line.getAsJsonArray("top").get(0).getAsJsonObject().get("class"))
                  .isEqualTo(line.get("class"));
            });
  }

  @Test
  void namesFilesThatItCannotRead() throws IOException {
    Path bad = folder.resolve("bad");

    assertThat(out("bad").lines().skip(1))
        .singleElement()
        .asString()
        .startsWith(bad.resolve("a good one.png").toString());
    assertThat(err("bad").lines().filter(line -> line.startsWith("e2vpt")))
        .containsExactly(
            "e2vpt: the image %s cannot be decoded (it is not a JPEG, PNG, BMP or GIF file); convert, replace or remove it"
                .formatted(bad.resolve("no image.jpg")),
            "e2vpt: the image %s cannot be decoded (it has 30×7 pixels, less than a patch of the backbone, 8×8); use a larger image"
                .formatted(bad.resolve("tiny.png")),
            "e2vpt: 2 of 3 files without a class: see above");
  }

  @Test
  void saysWhyAFileIsNotUsed() throws IOException {
    assertThat(err("none"))
        .isEqualTo(
            "e2vpt: no image found: expected files named .jpg, .jpeg, .png, .bmp or .gif in '%s'%n",
            folder.resolve("empty"));
    assertThat(err("otherProgram"))
        .isEqualTo(
            "e2vpt: %s does not hold tuned weights: it is safetensors without the metadata of such a file; 'e2vpt weights inspect' shows what it is%n",
            folder.resolve("other.safetensors"));
    assertThat(err("damaged"))
        .isEqualTo(
            "e2vpt: %s is damaged: its sha256 is not that of its content; copy it again, or delete it and run its trial again%n",
            folder.resolve("damaged.safetensors"));
    assertThat(err("otherHash"))
        .matches(
            "e2vpt: the model was tuned on mini-vit.cifar10 with sha256 c0ffee, but the weights of mini-vit.cifar10 here have [0-9a-f]{64}; use the file that it was tuned on\\R");
    assertThat(err("noBackbone"))
        .isEqualToIgnoringNewLines(
            "e2vpt: the weights of vit-b16.in21k are not in %s: name a file that you have with --weights FILE, or 'e2vpt data fetch weights/imagenet21k_ViT-B_16.npz' gets them"
                .formatted(folder.resolve("data")));
    assertThat(err("notKept"))
        .matches(
            "e2vpt: .*/tuned/[0-9a-f]{12}\\.safetensors is not there, though \\Q%s\\E has the result of its trial: it was run before weights were kept, does not end in a final run, or is of a method that trains most of the backbone, which is kept with --keep-full only\\. To obtain the file, delete the line of the trial there and run it again\\R"
                .formatted(folder.resolve(Journal.FILE)));
  }

  @Test
  void inspectsWhatWasKept() throws IOException {
    assertThat(out("inspect").lines())
        .contains(
            "weights  tuned: vpt-deep on mini-vit.cifar10 for 2 classes",
            "method   vpt-deep",
            "options  visual=2",
            "classes  [\"cat\",\"dog\"]",
            "image_size 32",
            "fit      crop",
            "decoder  pillow",
            "mean     [0.485,0.456,0.406]",
            "std      [0.229,0.224,0.225]",
            "precision fp32",
            "tensors  3, 962 numbers",
            "tuned    visual_prompts F32[4, 2, 96]",
            "tuned    head.weight F32[2, 96]",
            "tuned    head.bias F32[2]");
  }

  /** Measured as trials measure, and out of files that lie elsewhere. */
  @Test
  void measuresTheAccuracyThatTheTrialRecorded() throws IOException {
    List<String> own = out("own").lines().toList();
    String id = tuned.getFileName().toString().replace(".safetensors", "");

    assertThat(own.get(0))
        .matches("accuracy [\\d.]+ % of 12 images \\(95 % interval [\\d.]+ to [\\d.]+\\)");
    assertThat(own.get(1))
        .matches("recorded [\\d.]+ % of the same images by trial " + id + ": the same number");
    assertThat(own.subList(2, 5)).first().isEqualTo("class,images,correct,accuracy,low,high");
    assertThat(own.get(3)).startsWith("cat,6,");
    assertThat(own.get(4)).startsWith("dog,6,");

    List<String> elsewhere = Stream.concat(own.stream().limit(1), own.stream().skip(2)).toList();
    assertThat(out("classes").lines()).containsExactlyElementsOf(elsewhere);
    List<String> confusion = Files.readAllLines(folder.resolve("confusion.csv"));
    assertThat(confusion).hasSize(3).startsWith("class,cat,dog");
    String correct = own.get(3).split(",")[2];
    assertThat(confusion.get(1))
        .isEqualTo("cat,%s,%s".formatted(correct, 6 - Integer.parseInt(correct)));
  }

  @Test
  void matchesClassesByName() throws IOException {
    assertThat(err("unknownClass"))
        .isEqualTo(
            "e2vpt: the images have the class 'cats', which the model does not know; it knows cat, dog. Did you mean 'cat'?%n"
                .formatted());
    assertThat(err("noFolder"))
        .matches(
            "e2vpt: the model was tuned on a folder of images, folder-[0-9a-f]{12}; name that folder, or another\\R");
  }
}
