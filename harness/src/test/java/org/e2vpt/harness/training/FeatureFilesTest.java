package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tuning.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(EngineExtension.class)
class FeatureFilesTest {

  private static final ImageSet TRAIN = TinyModel.images(4, 1);
  private static final ImageSet VAL = TinyModel.images(2, 2);
  private static final ImageSet TEST = TinyModel.images(3, 3);
  private static final Splits SPLITS = Splits.vtab(TRAIN, VAL, TEST);

  private final NDManager manager;
  private final AtomicInteger computed = new AtomicInteger();
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream err = System.err;

  @TempDir Path folder;

  FeatureFilesTest(NDManager manager) {
    this.manager = manager;
  }

  @BeforeEach
  void readTheLog() {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void giveTheLogBack() {
    System.setErr(err);
  }

  @Test
  void computesFeaturesOnce() {
    assertThat(features("vit", TRAIN)).startsWith(0, 1, 2, 3, 4, 5).hasSize(24);
    assertThat(features("vit", TRAIN)).startsWith(0, 1, 2, 3, 4, 5).hasSize(24);

    assertThat(computed).hasValue(1);
    assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void keepsThoseOfOtherPartsAndOtherInputsApart() throws IOException {
    features("vit", TRAIN);
    features("vit", VAL);
    features("vit", TEST);
    features("swin", TRAIN);

    assertThat(computed).hasValue(4);
    assertThat(files()).hasSize(4);
  }

  @Test
  void computesAgainWhatADamagedFileHolds() throws IOException {
    features("vit", TRAIN);
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);

    assertThat(features("vit", TRAIN)).startsWith(0, 1, 2, 3, 4, 5).hasSize(24);
    assertThat(computed).hasValue(2);
    assertThat(log.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "features are computed, as %s cannot be used: its hash or shape is not that of the features of 4 images%n"
                .formatted(file));

    Files.write(file, new byte[3]);
    features("vit", TRAIN);
    SafeTensors.write(file, Map.of(), Map.of());
    features("vit", TRAIN);
    features("vit", TRAIN);
    assertThat(computed).hasValue(4);
  }

  @Test
  void goesOnWhereNothingCanBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("no-folder"), "");

    assertThat(features(file, "vit", TRAIN)).startsWith(0, 1, 2, 3, 4, 5).hasSize(24);
    assertThat(log.toString(StandardCharsets.UTF_8))
        .startsWith("features are computed, as " + file)
        .contains("cannot be used: " + file + " is a file, not a folder");
  }

  @Test
  void refusesImagesOfAnotherTask() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> features("vit", TinyModel.images(1, 9)))
        .withMessageStartingWith("no part of the task: ");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).toList();
    }
  }

  private float[] features(String encoder, ImageSet part) {
    return features(folder, encoder, part);
  }

  private float[] features(Path where, String encoder, ImageSet part) {
    NDArray features =
        FeatureFiles.of(where, SPLITS, encoder, "task")
            .of(
                part,
                manager,
                () -> {
                  computed.incrementAndGet();
                  return manager.arange(6f).reshape(1, 6).repeat(0, part.size());
                });
    return features.toFloatArray();
  }
}
